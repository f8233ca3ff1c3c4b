# One image for web, worker, beat and migrate. Built with the same two tools as at home: uv and the Node wheel.
FROM python:3.11-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev

FROM build AS assets
RUN uv sync --locked --no-dev --group assets
COPY package.json package-lock.json ./
COPY . .
# Throw-away secrets: production settings refuse to start without any.
RUN .venv/bin/python -m weconomics.assets \
 && .venv/bin/python -m weconomics.catalogues \
 && SECRET_KEY=$(head -c 40 /dev/urandom | od -An -tx1 | tr -d ' \n') OIDC_PRIVATE_KEY=unused \
    DJANGO_SETTINGS_MODULE=weconomics.settings.production .venv/bin/python manage.py collectstatic --noinput

FROM python:3.11-slim-bookworm
ENV DJANGO_SETTINGS_MODULE=weconomics.settings.production \
    PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MEDIA_ROOT=/var/lib/weconomics/media LOG_FORMAT=json
RUN useradd --uid 10001 --create-home weconomics && install -d -o weconomics -g weconomics /var/lib/weconomics/media
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY . .
COPY --from=assets /app/staticfiles staticfiles
COPY --from=assets /app/locale locale
USER weconomics
EXPOSE 8000
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--threads=8", "--no-control-socket", "weconomics.wsgi:application"]
