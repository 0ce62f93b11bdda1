using System.Text.Json;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Support;

/// <summary>Reads the prompt of a recorded request.</summary>
internal static class SentPrompts
{
    public static string TextOf(RecordedRequest request)
    {
        var content = request.Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content");
        return content.ValueKind == JsonValueKind.String ? content.GetString()! : content[0].GetProperty("text").GetString()!;
    }
}
