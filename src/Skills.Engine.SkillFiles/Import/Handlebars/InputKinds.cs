using Skills.Engine.Prompts;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Handlebars;

/// <summary>What a foreign schema says of each input.</summary>
internal sealed class InputKinds
{
    private readonly Dictionary<string, InputKind> _kinds = [];
    private bool _known;

    /// <summary>The inputs known by name.</summary>
    public IReadOnlyCollection<string> Names => _kinds.Keys;

    public InputKind Of(string name) => _kinds.GetValueOrDefault(name);

    public void Set(string name, string type)
    {
        _known = true;
        _kinds[name] = type switch
        {
            "string" => InputKind.Text,
            "number" or "integer" or "float" => InputKind.Number,
            "boolean" => InputKind.Boolean,
            "array" or "list" => InputKind.List,
            "object" => InputKind.Mapping,
            _ => InputKind.Unknown,
        };
    }

    /// <summary>All inputs that are given, as one Jinja mapping; null when their names are not known, or one of them hides the mapping.</summary>
    public string? AsMapping() => _known && !_kinds.ContainsKey(PromptNames.InputsName) ? PromptNames.InputsName : null;

    /// <summary>Reads JSON Schema or the short form.</summary>
    public void Read(SkillNode? schema)
    {
        if (schema is not MapNode map)
        {
            return;
        }

        if (PicoSchema.IsJsonSchema(map))
        {
            foreach (var (key, value) in (map.Find("properties")?.Value as MapNode)?.Entries ?? [])
            {
                Set(key.Text, (value as MapNode)?.Find("type")?.Value is ScalarNode type ? type.Text : "");
            }

            return;
        }

        foreach (var (key, value) in map.Entries)
        {
            var open = key.Text.IndexOf('(', StringComparison.Ordinal);
            var name = (open < 0 ? key.Text : key.Text[..open]).Trim().TrimEnd('?');
            var type = open >= 0 ? key.Text[(open + 1)..].Split(',', ')')[0].Trim() : value switch
            {
                ScalarNode text => text.Text.Split(',')[0].Trim() is var t && t.EndsWith("[]", StringComparison.Ordinal) ? "array" : text.Text.Split(',')[0].Trim(),
                MapNode => "object",
                _ => "",
            };
            Set(name, type == "enum" ? "string" : type);
        }
    }
}
