using System.Text.Json;

namespace Skills.Engine.Evaluation.Judging;

/// <summary>The inputs of a judge.</summary>
internal static class JudgeInputs
{
    public static JsonElement Of(string criteria, JsonElement? inputs, JsonElement outputs)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("criteria", criteria);
            writer.WritePropertyName("inputs");
            if (inputs is { ValueKind: not JsonValueKind.Undefined } some)
            {
                some.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }

            writer.WritePropertyName("outputs");
            outputs.WriteTo(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
