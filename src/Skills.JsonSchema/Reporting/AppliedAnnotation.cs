using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <summary>What applicators say about a value: which properties or items they evaluated (2020-12 core, section 10.3).</summary>
internal static class AppliedAnnotation
{
    public static JsonElement? Of(Keyword keyword, List<Trace> children)
    {
        switch (keyword)
        {
            case Keyword.Properties or Keyword.PatternProperties or Keyword.AdditionalProperties or Keyword.UnevaluatedProperties:
                return Write(children, static (writer, child) => writer.WriteStringValue(JsonText.WellFormed(LastStep(child))));
            case Keyword.Contains:
                // Section 10.3.1.3: the indexes of the items that match.
                return Write(children, static (writer, child) => writer.WriteNumberValue(int.Parse(LastStep(child), CultureInfo.InvariantCulture)));
            case Keyword.PrefixItems:
                // Section 10.3.1.1: the largest index. The form "true", for all items, is optional.
                return JsonElement.Parse((children.Count - 1).ToString(CultureInfo.InvariantCulture));
            case Keyword.Items or Keyword.AdditionalItems or Keyword.UnevaluatedItems:
                return JsonElement.Parse("true"u8);
            default:
                return null;
        }
    }

    private static JsonElement Write(List<Trace> children, Action<Utf8JsonWriter, Trace> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var child in children)
            {
                write(writer, child);
            }

            writer.WriteEndArray();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static string LastStep(Trace child)
    {
        var location = child.InstanceLocation!;
        return PointerText.Unescape(location[(location.LastIndexOf('/') + 1)..]);
    }
}
