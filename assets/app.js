/* Small behaviour of the pages. Everything works without it but the map, the search dialog and the phone's menu sheet. */
import Alpine from "@alpinejs/csp";
import { asking } from "./behaviour/asking.js";
import { dropdown } from "./behaviour/dropdown.js";
import { listenForDialogs } from "./behaviour/dialogs.js";
import { listenForKeys } from "./behaviour/keys.js";
import { listenForThemes } from "./behaviour/themes.js";
import { map } from "./behaviour/map.js";
import { nearby } from "./behaviour/nearby.js";
import { picturePreview } from "./behaviour/picture_preview.js";
import { ruleForms } from "./behaviour/rule_forms.js";
import { showCurrentTabs } from "./behaviour/tabs.js";
import { unsaved } from "./behaviour/unsaved.js";

Alpine.data("asking", asking);
Alpine.data("dropdown", dropdown);
Alpine.data("map", map);
Alpine.data("nearby", nearby);
Alpine.data("picturePreview", picturePreview);
Alpine.data("ruleForms", ruleForms);
Alpine.data("unsaved", unsaved);
Alpine.start();

listenForDialogs();
listenForKeys();
listenForThemes();
showCurrentTabs();
document.documentElement.dataset.ready = "";
