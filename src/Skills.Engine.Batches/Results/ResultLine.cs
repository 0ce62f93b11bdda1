using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Skills.Engine.Batches.Results;

/// <summary>One result as a line of JSON Lines or CSV.</summary>
internal static class ResultLine
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>Gets the header of CSV.</summary>
    public static byte[] Header => "row,id,status,outputs,error,model,cost_usd,cost_kind,attempts,repeats\r\n"u8.ToArray();

    public static byte[] Json(BatchItemResult result)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            writer.WriteStartObject();
            writer.WriteNumber("row", result.Row);
            Optional(writer, "id", result.Id);
            writer.WriteString("status", StatusOf(result));
            if (result.Outputs is { } outputs)
            {
                writer.WritePropertyName("outputs");
                outputs.WriteTo(writer);
            }

            Optional(writer, "error", ErrorOf(result));
            Optional(writer, "model", result.ModelId);
            if (result.Cost.Usd is { } usd)
            {
                writer.WriteNumber("costUsd", usd);
            }

            writer.WriteString("costKind", KindOf(result));
            writer.WriteNumber("attempts", result.Attempts);
            writer.WriteNumber("repeats", result.Repeats);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Csv(BatchItemResult result)
    {
        string[] cells =
        [
            result.Row.ToString(CultureInfo.InvariantCulture), result.Id ?? "", StatusOf(result), result.Outputs?.GetRawText() ?? "", ErrorOf(result) ?? "", result.ModelId ?? "",
            result.Cost.Usd?.ToString(CultureInfo.InvariantCulture) ?? "", KindOf(result), result.Attempts.ToString(CultureInfo.InvariantCulture), result.Repeats.ToString(CultureInfo.InvariantCulture),
        ];
        return Encoding.UTF8.GetBytes(string.Join(',', cells.Select(Cell)) + "\r\n");
    }

    private static void Optional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public static string StatusOf(BatchItemResult result) => JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Status.ToString());

    public static string KindOf(BatchItemResult result) => JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Cost.Kind.ToString());

    public static string? ErrorOf(BatchItemResult result) => result.Errors is [var first, ..] ? $"{first.Code}: {first.Message}" : null;

    private static string Cell(string text) => text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
