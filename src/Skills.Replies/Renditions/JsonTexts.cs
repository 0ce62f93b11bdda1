using Skills.Replies.Parsing;

namespace Skills.Replies.Renditions;

/// <summary>Writes texts as JSON.</summary>
internal static class JsonTexts
{
    public static string List(IEnumerable<string> items) => "[" + string.Join(", ", items.Select(Text)) + "]";

    public static string Object(IEnumerable<(string Name, string Value)> members) =>
        "{" + string.Join(", ", members.Select(static m => $"{Text(m.Name)}: {Text(m.Value)}")) + "}";

    public static string Text(string text)
    {
        using var buffer = new JsonBuffer(text.Length + 2);
        using (var writer = buffer.NewWriter())
        {
            writer.WriteStringValue(text);
        }

        return buffer.WrittenText();
    }
}
