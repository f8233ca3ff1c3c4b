"""What a program sees of a document. Amounts are in minor units."""

from rest_framework import serializers

from billing.models import Invoice, InvoiceLine, InvoiceTax
from communities.enums import Language


class InvoiceSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    number = serializers.CharField(source="label", read_only=True)

    class Meta:
        model = Invoice
        fields = (
            "id",
            "kind",
            "number",
            "state",
            "currency",
            "net_minor",
            "vat_minor",
            "gross_minor",
            "issued_on",
            "due_on",
            "paid_at",
        )
        read_only_fields = fields


class InvoiceLineSerializer(serializers.ModelSerializer):
    class Meta:
        model = InvoiceLine
        fields = ("position", "text", "occurred_on", "amount_minor", "vat_mode", "vat_bp")
        read_only_fields = fields


class InvoiceTaxSerializer(serializers.ModelSerializer):
    class Meta:
        model = InvoiceTax
        fields = ("category", "vat_bp", "net_minor", "vat_minor")
        read_only_fields = fields


class InvoiceDetailSerializer(InvoiceSerializer):
    language = serializers.ChoiceField(choices=Language.choices, read_only=True)
    payer_name = serializers.CharField(source="party.name", read_only=True)
    corrects = serializers.UUIDField(
        source="corrects.public_id", read_only=True, allow_null=True, default=None
    )
    lines = InvoiceLineSerializer(many=True, read_only=True)
    taxes = InvoiceTaxSerializer(many=True, read_only=True)
    pdf_url = serializers.SerializerMethodField()

    class Meta(InvoiceSerializer.Meta):
        fields = (
            *InvoiceSerializer.Meta.fields,
            "language",
            "mention",
            "payer_name",
            "corrects",
            "lines",
            "taxes",
            "pdf_url",
        )
        read_only_fields = fields

    def get_pdf_url(self, invoice: Invoice) -> str:
        """Where the same token gets the document as PDF."""
        return f"{self.context['request'].path.rstrip('/')}/pdf/"
