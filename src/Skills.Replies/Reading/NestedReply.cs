using System.Text.Json;
using Skills.Replies.Parsing;

namespace Skills.Replies.Reading;

/// <summary>A reply that is one JSON string with the answer written into it.</summary>
internal static class NestedReply
{
    /// <summary>Reads the string's text as a reply of its own; null when it holds nothing that fits.</summary>
    /// <param name="reader">Reads the text.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="value">What it is as JSON.</param>
    /// <param name="request">What is wanted.</param>
    public static ReplyReading? Read(WholeReplyReader reader, string reply, JsonElement value, ReadRequest request)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } text || !text.AsSpan().ContainsAny('{', '[') || text.AsSpan().Trim() is ['"', ..])
        {
            return null;
        }

        var reading = reader.Read(text, request);
        return reading.Status != ReplyStatus.Valid ? null : reading with
        {
            Edits =
            [
                new("", "json_in_string", EditKind.Typed, 1, 0, reply.Length, EditText.Shorten(reply), null),
                .. reading.Edits.Select(e => e.Start < 0 ? e : e with { Start = 0, Length = reply.Length }),
            ],
        };
    }
}
