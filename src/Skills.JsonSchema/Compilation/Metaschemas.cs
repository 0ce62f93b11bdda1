using System.Collections.Frozen;
using System.Text.Json;

namespace Skills.JsonSchema.Compilation;

/// <summary>The metaschemas of all drafts and vocabularies, carried in the assembly.</summary>
internal static class Metaschemas
{
    private static readonly Lazy<FrozenDictionary<string, JsonElement>> ByUri = new(Load);

    private static readonly FrozenDictionary<string, JsonSchemaDraft> Drafts = new Dictionary<string, JsonSchemaDraft>
    {
        ["http://json-schema.org/draft-04/schema"] = JsonSchemaDraft.Draft4,
        ["http://json-schema.org/draft-06/schema"] = JsonSchemaDraft.Draft6,
        ["http://json-schema.org/draft-07/schema"] = JsonSchemaDraft.Draft7,
        ["https://json-schema.org/draft/2019-09/schema"] = JsonSchemaDraft.Draft201909,
        ["https://json-schema.org/draft/2020-12/schema"] = JsonSchemaDraft.Draft202012,
    }.ToFrozenDictionary();

    /// <summary>The draft a standard metaschema defines; the URI without fragment.</summary>
    public static bool TryGetDraft(string uri, out JsonSchemaDraft draft) => Drafts.TryGetValue(uri, out draft);

    /// <summary>The URI of a draft's metaschema, as <c>$schema</c> names it.</summary>
    public static string UriOf(JsonSchemaDraft draft) => Drafts.First(entry => entry.Value == draft).Key + (draft <= JsonSchemaDraft.Draft7 ? "#" : "");

    public static bool TryGet(string uri, out JsonElement schema) => ByUri.Value.TryGetValue(uri, out schema);

    private static FrozenDictionary<string, JsonElement> Load()
    {
        var assembly = typeof(Metaschemas).Assembly;
        var schemas = new Dictionary<string, JsonElement>();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith("draft-", StringComparison.Ordinal))
            {
                continue;
            }

            using var stream = assembly.GetManifestResourceStream(name)!;
            using var document = JsonDocument.Parse(stream);
            var schema = document.RootElement.Clone();
            var id = schema.GetProperty(name == "draft-04.json" ? "id" : "$id").GetString()!;
            schemas.Add(id.TrimEnd('#'), schema);
        }

        return schemas.ToFrozenDictionary();
    }
}
