using Skills.Engine.Generators.Yaml;

namespace Skills.Engine.Generators.Schemas;

/// <summary>Follows a reference within one schema: a JSON Pointer, or an anchor.</summary>
internal static class SchemaReference
{
    /// <summary>The schema it names; null when there is none.</summary>
    public static YamlNode? Find(YamlNode root, string reference)
    {
        if (reference == "#")
        {
            return root;
        }

        if (!reference.StartsWith("#", StringComparison.Ordinal))
        {
            return null;
        }

        return reference.StartsWith("#/", StringComparison.Ordinal) ? ByPointer(root, Uri.UnescapeDataString(reference)) : ByAnchor(root, reference.Substring(1));
    }

    private static YamlNode? ByPointer(YamlNode? node, string pointer)
    {
        foreach (var part in pointer.Substring(2).Split('/'))
        {
            var key = part.Replace("~1", "/").Replace("~0", "~");
            node = node switch
            {
                YamlMap map => map.Find(key),
                YamlList list when int.TryParse(key, out var index) && index >= 0 && index < list.Items.Count => list.Items[index],
                _ => null,
            };
        }

        return node;
    }

    private static YamlNode? ByAnchor(YamlNode node, string anchor) => node switch
    {
        YamlMap map when map.Text("$anchor") == anchor => map,
        YamlMap map => map.Entries.Select(e => ByAnchor(e.Value, anchor)).FirstOrDefault(static f => f is not null),
        YamlList list => list.Items.Select(i => ByAnchor(i, anchor)).FirstOrDefault(static f => f is not null),
        _ => null,
    };
}
