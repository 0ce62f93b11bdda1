using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Local references within a schema.</summary>
internal static class References
{
    private const int MaxDepth = 64;

    /// <summary>Whether following the schema's references can come back to where it began.</summary>
    public static bool Cycle(JsonElement schema) => Cycle(schema, schema, [], 0);

    /// <summary>What a local reference points to; null when there is nothing, or it lies elsewhere.</summary>
    public static JsonElement? Resolve(JsonElement root, string reference)
    {
        if (reference == "#")
        {
            return root;
        }

        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        JsonElement? at = root;
        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = at is { ValueKind: JsonValueKind.Array } list
                ? int.TryParse(name, out var index) && index >= 0 && index < list.GetArrayLength() ? list[index] : null
                : at.Get(name);
        }

        return at;
    }

    /// <summary>The texts of an array.</summary>
    public static HashSet<string> Names(JsonElement? list) =>
        [.. list.Items().Select(static n => n.AsTextOrNull()).OfType<string>()];

    private static bool Cycle(JsonElement root, JsonElement node, HashSet<string> open, int depth)
    {
        if (depth > MaxDepth)
        {
            return true;
        }

        if (node.ValueKind == JsonValueKind.Array)
        {
            return node.EnumerateArray().Any(item => Cycle(root, item, open, depth + 1));
        }

        if (node.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (node.Text("$ref") is { } reference && Resolve(root, reference) is { } target)
        {
            if (!open.Add(reference))
            {
                return true;
            }

            var cycle = Cycle(root, target, open, depth + 1);
            open.Remove(reference);
            if (cycle)
            {
                return true;
            }
        }

        // Definitions count only where they are used.
        return node.EnumerateObject().Any(p => p.Name is not ("$defs" or "definitions" or "enum" or "const" or "default" or "examples") && Cycle(root, p.Value, open, depth + 1));
    }
}
