using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.JsonSchema;

namespace Skills.Engine.AspNetCore.OpenApi;

/// <summary>Collects the schemas of skills for the components of a document, where every tool finds what a reference means.</summary>
/// <remarks>
/// Each schema becomes a component, and so does each part in its <c>$defs</c>: many tools follow references to components only.
/// References of the schema to itself are rewritten. One with an <c>$id</c> is a document of its own and stays as written.
/// </remarks>
internal sealed class SchemaShelf
{
    private const string Prefix = "#/components/schemas/";

    private readonly SortedDictionary<string, JsonNode?> _schemas = new(StringComparer.Ordinal);

    /// <summary>Gets the components by name.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Schemas => _schemas;

    /// <summary>Adds a schema and returns the reference to it.</summary>
    /// <param name="name">The name wanted; letters and digits.</param>
    /// <param name="schema">The schema as the skill has it.</param>
    public string Add(string name, JsonElement schema)
    {
        var moved = JsonNode.Parse(SchemaRelocation.Move(schema, Prefix[1..] + name).GetRawText());
        _schemas[name] = moved;
        if (moved is JsonObject root && !root.ContainsKey("$id"))
        {
            Hoist(name, root);
        }

        return Prefix + name;
    }

    private void Hoist(string name, JsonObject root)
    {
        var moves = new List<(string From, string To)>();
        foreach (var keyword in (ReadOnlySpan<string>)["$defs", "definitions"])
        {
            if (root[keyword] is not JsonObject parts || parts.Any(static p => p.Value is JsonObject part && part.ContainsKey("$id")))
            {
                continue;
            }

            root.Remove(keyword);
            foreach (var (key, part) in parts.ToList())
            {
                parts.Remove(key);
                var component = Unique($"{name}.{Safe(key)}");
                _schemas[component] = part;
                moves.Add(($"{Prefix}{name}/{keyword}/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", Prefix + component));
            }
        }

        foreach (var component in _schemas.Where(s => s.Key == name || s.Key.StartsWith(name + ".", StringComparison.Ordinal)).Select(static s => s.Value))
        {
            SchemaReferences.Rewrite(component, reference => Moved(reference, moves));
        }
    }

    // References are URI fragments: '$', '%' and others may be written in several ways.
    private static string Moved(string reference, List<(string From, string To)> moves)
    {
        var plain = Uri.UnescapeDataString(reference);
        foreach (var (from, to) in moves)
        {
            if (plain.StartsWith(from, StringComparison.Ordinal) && (plain.Length == from.Length || plain[from.Length] == '/'))
            {
                return to + string.Join('/', plain[from.Length..].Split('/').Select(Uri.EscapeDataString));
            }
        }

        return reference;
    }

    private static string Safe(string key)
    {
        var safe = new StringBuilder(key.Length);
        foreach (var letter in key)
        {
            safe.Append(char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '_');
        }

        return safe.Length == 0 ? "_" : safe.ToString();
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var number = 2; _schemas.ContainsKey(unique); number++)
        {
            unique = $"{name}{number}";
        }

        return unique;
    }
}
