using System.Xml;
using System.Xml.Linq;

namespace Skills.Replies.Renditions;

/// <summary>An answer in XML: elements as members, elements of one name as a list, a text or CDATA section as what it contains. No DTD, no entities.</summary>
internal static class XmlAnswer
{
    private const int MaxDepth = 32;

    public static string? ToJson(string text)
    {
        var (start, end) = (text.IndexOf('<', StringComparison.Ordinal), text.LastIndexOf('>'));
        if (start < 0 || end <= start || start + 1 >= text.Length || !char.IsAsciiLetter(text[start + 1]))
        {
            return null;
        }

        try
        {
            using var reader = XmlReader.Create(new StringReader(text[start..(end + 1)]), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return Of(XElement.Load(reader), 0);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string? Of(XElement root, int depth) => root.HasElements ? Value(root, depth) : root.Value;

    private static string? Value(XElement element, int depth)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        var children = element.Elements().ToList();
        if (children.Count == 0)
        {
            return JsonTexts.Text(element.Value.Trim());
        }

        var groups = children.GroupBy(NameOf, StringComparer.Ordinal).ToList();
        if (groups.Count == 1 && (children.Count > 1 || IsListOf(NameOf(element), groups[0].Key)))
        {
            return "[" + string.Join(", ", children.Select(child => Value(child, depth + 1))) + "]";
        }

        return "{" + string.Join(", ", groups.Select(group => $"{JsonTexts.Text(group.Key)}: {Members([.. group], depth)}")) + "}";
    }

    // tickets of ticket, ticketList of ticket: one child alone is a list then.
    private static bool IsListOf(string name, string child) =>
        name.StartsWith(child, StringComparison.OrdinalIgnoreCase) && name[child.Length..].TrimStart('_', '-').ToLowerInvariant() is "s" or "es" or "list" or "array";

    private static string? Members(List<XElement> group, int depth) =>
        group.Count == 1 ? Value(group[0], depth + 1) : "[" + string.Join(", ", group.Select(child => Value(child, depth + 1))) + "]";

    // <parameter name="v">4</parameter>, as in calls of tools.
    private static string NameOf(XElement element) => element.Attribute("name")?.Value ?? element.Name.LocalName;
}
