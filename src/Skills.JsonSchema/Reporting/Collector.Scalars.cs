using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Evaluation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <content>Strings and numbers.</content>
internal sealed partial class Collector
{
    private void CheckString(ref Trace? trace, SchemaNode node, StringRules rules, JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (!Utf8Text.HasAtLeast(raw, rules.MinLength))
        {
            Fail(ref trace, node, Keyword.MinLength, Messages.TooShort(value, raw, rules.MinLength));
        }

        if (!Utf8Text.HasAtMost(raw, rules.MaxLength))
        {
            Fail(ref trace, node, Keyword.MaxLength, Messages.TooLong(value, raw, rules.MaxLength));
        }

        if (!rules.ReadsText)
        {
            return;
        }

        var text = Utf8Text.HasEscape(raw) ? Utf8Text.ToBytes(raw) : raw;
        if (rules.Pattern is { } pattern && !pattern.IsMatch(text, ref _steps))
        {
            Fail(ref trace, node, Keyword.Pattern, Messages.Pattern(value, pattern.Source));
        }

        if (rules.Format is { } format && !format(text))
        {
            Fail(ref trace, node, Keyword.Format, Messages.Format(value, rules.FormatName!));
        }

        if (rules.Content is { } content && !TextChecks.HasContent(content, text))
        {
            var decodes = TextChecks.HasContent(content with { Json = false }, text);
            Fail(ref trace, node, decodes ? Keyword.ContentMediaType : Keyword.ContentEncoding, Messages.Content(value, decodes));
        }
    }

    private void CheckNumber(ref Trace? trace, SchemaNode node, NumberRules rules, JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        // In draft 4, "exclusiveMinimum" is a flag of "minimum", so that is the keyword that fails.
        var draft4 = node.Resource.Dialect.Draft == JsonSchemaDraft.Draft4;
        if (rules.Minimum is { } minimum && minimum.CompareFrom(raw) < 0)
        {
            Fail(ref trace, node, Keyword.Minimum, Messages.Number(value, "is less than the minimum of", minimum.Text));
        }

        if (rules.ExclusiveMinimum is { } above && above.CompareFrom(raw) <= 0)
        {
            Fail(ref trace, node, draft4 ? Keyword.Minimum : Keyword.ExclusiveMinimum, Messages.Number(value, "is not greater than", above.Text));
        }

        if (rules.Maximum is { } maximum && maximum.CompareFrom(raw) > 0)
        {
            Fail(ref trace, node, Keyword.Maximum, Messages.Number(value, "is greater than the maximum of", maximum.Text));
        }

        if (rules.ExclusiveMaximum is { } below && below.CompareFrom(raw) >= 0)
        {
            Fail(ref trace, node, draft4 ? Keyword.Maximum : Keyword.ExclusiveMaximum, Messages.Number(value, "is not less than", below.Text));
        }

        if (rules.MultipleOf is { } divisor && !divisor.Divides(raw))
        {
            Fail(ref trace, node, Keyword.MultipleOf, Messages.Number(value, "is not a multiple of", divisor.Text));
        }
    }
}
