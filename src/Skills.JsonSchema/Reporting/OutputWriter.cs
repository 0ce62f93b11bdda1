using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <summary>Writes the record of an evaluation in the standard output formats (2020-12 core, section 12).</summary>
internal static class OutputWriter
{
    private const string Composite = "A schema below this keyword does not hold.";

    public static JsonElement Write(Trace trace, SchemaOutputFormat format)
    {
        var units = format switch
        {
            SchemaOutputFormat.Flag => [],
            SchemaOutputFormat.Basic => OutputUnits.Flat(trace),
            SchemaOutputFormat.Detailed => OutputUnits.Condensed(trace),
            _ => OutputUnits.All(trace),
        };

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = int.MaxValue, SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("valid"u8, trace.IsValid);
            if (format is SchemaOutputFormat.Detailed or SchemaOutputFormat.Verbose)
            {
                WriteLocations(writer, "", trace.Node.Location(), "");
            }

            WriteChildren(writer, trace.IsValid, units);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan, JsonText.DocumentAsParsed);
    }

    private static void WriteChildren(Utf8JsonWriter writer, bool valid, List<OutputUnit> units)
    {
        if (units.Count == 0)
        {
            return;
        }

        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        writer.WriteStartArray(valid ? "annotations"u8 : "errors"u8);
        foreach (var unit in units)
        {
            writer.WriteStartObject();
            writer.WriteBoolean("valid"u8, unit.IsValid);
            WriteLocations(writer, unit.KeywordLocation, unit.AbsoluteKeywordLocation, unit.InstanceLocation);
            // Section 12.3.4: a unit that fails has a message or units below it.
            if (!unit.IsValid && (unit.Error is not null || unit.Children.Count == 0))
            {
                writer.WriteString("error"u8, JsonText.WellFormed(unit.Error ?? Composite));
            }

            if (unit.Annotation is { } annotation)
            {
                writer.WritePropertyName("annotation"u8);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(annotation), skipInputValidation: true);
            }

            WriteChildren(writer, unit.IsValid, unit.Children);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteLocations(Utf8JsonWriter writer, string keyword, string absolute, string instance)
    {
        writer.WriteString("keywordLocation"u8, JsonText.WellFormed(keyword));
        writer.WriteString("absoluteKeywordLocation"u8, JsonText.WellFormed(absolute));
        writer.WriteString("instanceLocation"u8, JsonText.WellFormed(instance));
    }
}
