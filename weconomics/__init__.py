"""The ground floor: settings and what at least two apps share. It imports none of the apps; it names them as strings."""
