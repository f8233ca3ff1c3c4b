from django.urls import path

from weconomics.jobs import views

app_name = "jobs"
urlpatterns = [path("<uuid:public_id>/", views.job_page, name="job")]
