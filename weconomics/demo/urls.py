from django.urls import path

from weconomics.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.personas, name="personas"),
    path("mail/", views.letters, name="letters"),
]
