using Skills.Engine.Catalog;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Import.Handlebars;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Dotprompt;

/// <summary>Turns a dotprompt file into our own form.</summary>
internal sealed class DotpromptImporter(SourceText source, ReadingContext context)
{
    private const string Format = "dotprompt";
    private readonly DiagnosticList _diagnostics = context.Diagnostics;

    /// <summary>The file in our form; null when it cannot be read at all.</summary>
    public MapNode? Import()
    {
        var matter = FrontMatter.Find(source, leadingComments: true);
        var root = new MapNode(source, 0, 0, []);
        if (matter is not null)
        {
            switch (new YamlTreeReader(source, _diagnostics, context.Limits).Read(matter.YamlStart, matter.YamlEnd))
            {
                case MapNode map:
                    root = map;
                    break;
                case null when _diagnostics.HasErrors:
                    return null;
                default:
                    break;
            }
        }

        return Form(new(root, Format, _diagnostics), matter?.BodyStart ?? 0);
    }

    private MapNode Form(ForeignKeys keys, int bodyStart)
    {
        var form = new FormBuilder(keys.Map);
        form.Add("skill", FormBuilder.Number("1", keys.Map));
        form.Add("name", ForeignKeys.Slug(Name(keys), _diagnostics));
        form.Add("version", Version(keys));
        form.Add("description", Description(keys));
        keys.Drop("variant");

        var kinds = new InputKinds();
        var input = keys.Section("input");
        var schema = Known(Repaired(input?.Take("schema")));
        kinds.Read(schema);
        var handlebars = new HandlebarsTranspiler(new() { Partial = Partial, Kind = kinds.Of, Root = kinds.AsMapping() });
        var pieces = Translate(handlebars, bodyStart);

        form.Add("input", new FormBuilder(keys.Map).Add("schema", WithContext(schema, handlebars)).Add("defaults", input?.Take("default")));
        input?.End();
        form.Add("output", Output(keys));
        form.Add("template", new FormBuilder(keys.Map).Add("undefined", "empty"));
        new PieceMessages(source, bodyStart, _diagnostics).AddTo(form, pieces);
        form.Add("model", Model(keys));
        if (keys.Take("tools") is ListNode tools)
        {
            form.Add("tools", tools);
        }

        form.Add("metadata", Metadata(keys));
        keys.End();
        return form.Build();
    }

    // A schema that the application registers is not in the file.
    private SkillNode? Known(SkillNode? schema)
    {
        if (schema is not ScalarNode { Kind: ScalarKind.String } text || text.Text.Split(',')[0].Trim() is not { Length: > 0 } name
            || PicoSchema.IsType(name) || context.Limits.Schemas.ContainsKey(name))
        {
            return schema;
        }

        _diagnostics.Add(SkillDiagnosticCode.Approximated, text, $"The schema '{name}' is registered by the application; anything is taken. Add it to SkillDefinitionOptions.Schemas to have it checked.");
        return null;
    }

    private ScalarNode Name(ForeignKeys keys) => keys.Text("name") ?? FormBuilder.Text(context.FileName, keys.Map);

    private static ScalarNode? Version(ForeignKeys keys)
    {
        var version = keys.Text("version");
        return version is not null && SemanticVersion.IsValid(version.Text) ? version : null;
    }

    private ScalarNode Description(ForeignKeys keys)
    {
        if (keys.Text("description") is { Text.Length: > 0 } description)
        {
            return description;
        }

        _diagnostics.Add(SkillDiagnosticCode.Assumed, keys.Map.Source, keys.Map.Start, 1, "The file has no description; one was made from its name. Say what the skill does and when to use it.");
        return FormBuilder.Text($"Imported from the dotprompt file {context.FileName}.", keys.Map);
    }

    private IReadOnlyList<PromptPiece> Translate(HandlebarsTranspiler handlebars, int bodyStart)
    {
        try
        {
            return handlebars.Translate(source.Text[bodyStart..].Replace("\r\n", "\n", StringComparison.Ordinal));
        }
        catch (ForeignTemplateException e)
        {
            _diagnostics.Add(SkillDiagnosticCode.ForeignSyntax, source, bodyStart + e.Offset, 2, e.Message);
            return [];
        }
    }

    // dotprompt keeps partials beside the prompt, with an underscore before their name.
    private string? Partial(string name)
    {
        var slash = name.LastIndexOf('/');
        var (folder, last) = (name[..(slash + 1)], name[(slash + 1)..]);
        foreach (var path in (ReadOnlySpan<string>)[$"{folder}_{last}.prompt", $"{folder}{last}.prompt", $"partials/{folder}_{last}.prompt", $"partials/{folder}{last}.prompt"])
        {
            var reference = new ScalarNode(source, 0, 0, path, ScalarKind.String, ScalarStyle.Generated);
            if (context.Files.Read(reference, new(), context.Limits) is { } partial)
            {
                var matter = FrontMatter.Find(partial, leadingComments: true);
                return partial.Text[(matter?.BodyStart ?? 0)..].Replace("\r\n", "\n", StringComparison.Ordinal);
            }
        }

        // Hosts may define partials in code, where an import cannot see them.
        var (at, length) = First($">{name}", $"> {name}");
        _diagnostics.Add(SkillDiagnosticCode.NotCarried, source, at, length, $"The partial '{name}' is not beside the file and was left out.");
        return "";
    }

    // Where one of the texts stands first; the file's beginning when it stands in a partial.
    private (int At, int Length) First(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (source.Text.IndexOf(text, StringComparison.Ordinal) is >= 0 and var at)
            {
                return (at, text.Length);
            }
        }

        return (0, 1);
    }

    // Some files write the short form inside JSON Schema, where it is none.
    private SkillNode? Repaired(SkillNode? schema) => schema is MapNode map && PicoSchema.IsJsonSchema(map) ? Repair(map) : schema;

    private MapNode Repair(MapNode map) => new(map.Source, map.Start, map.End, [.. map.Entries.Select(e => (e.Key.Text, e.Value) switch
    {
        ("properties", MapNode properties) => e with { Value = new MapNode(properties.Source, properties.Start, properties.End, [.. properties.Entries.Select(p => p with { Value = MendOne(p.Value) })]) },
        ("items", var items) => e with { Value = MendOne(items) },
        _ => e,
    })]);

    private SkillNode MendOne(SkillNode node)
    {
        switch (node)
        {
            case MapNode map:
                return Repair(map);
            case ScalarNode { Kind: ScalarKind.String } text:
                var (type, description) = text.Text.Split(',', 2, StringSplitOptions.TrimEntries) is [var first, var second] ? (first, second) : (text.Text, null);
                _diagnostics.Add(SkillDiagnosticCode.Approximated, text, $"'{text.Text}' is no JSON Schema; it was read as the short form.");
                return new FormBuilder(text).Add("type", type == "any" ? null : type).Add("description", description).Build();
            default:
                return node;
        }
    }

    // @state and its like become inputs of that name, and {{history}} an input of its own.
    private SkillNode? WithContext(SkillNode? schema, HandlebarsTranspiler handlebars)
    {
        var added = handlebars.Data.Select(static d => (Name: d, Written: "@" + d, Sentence: $"'@{d}' is read from the input '{d}'.")).ToList();
        if (handlebars.UsesHistory)
        {
            added.Add(("history", "{{history", "{{history}} is read from the input 'history', a list of {role, content}."));
        }

        foreach (var (_, written, sentence) in added)
        {
            var (at, length) = First(written);
            _diagnostics.Add(SkillDiagnosticCode.Approximated, source, at, length, sentence);
        }

        if (schema is not MapNode map || added.Count == 0)
        {
            return schema;
        }

        if (!PicoSchema.IsJsonSchema(map))
        {
            return new MapNode(map.Source, map.Start, map.End, [.. map.Entries, .. added.Select(a => new MapEntry(FormBuilder.Text(a.Name + "?", map), FormBuilder.Text("any", map)))]);
        }

        if (map.Find("properties")?.Value is not MapNode properties)
        {
            return schema;
        }

        var wider = new MapNode(map.Source, map.Start, map.End, [.. properties.Entries, .. added.Select(a => new MapEntry(FormBuilder.Text(a.Name, map), new MapNode(map.Source, map.Start, map.End, [])))]);
        return new MapNode(map.Source, map.Start, map.End, [.. map.Entries.Select(e => e.Key.Text == "properties" ? e with { Value = wider } : e)]);
    }

    private FormBuilder Output(ForeignKeys keys)
    {
        var form = new FormBuilder(keys.Map);
        var output = keys.Section("output");
        var (format, schema) = (output?.Text("format"), Known(Repaired(output?.Take("schema"))));
        output?.End();
        if (format is { Text: not ("json" or "text" or "markdown" or "yaml") })
        {
            _diagnostics.Add(SkillDiagnosticCode.Approximated, format, $"The output format '{format.Text}' is not known; the reply is taken as text.");
            format = FormBuilder.Text("text", format);
        }

        return form.Add("format", format?.Text ?? (schema is null ? "text" : "json"), format).Add("schema", schema);
    }

    private static FormBuilder Model(ForeignKeys keys)
    {
        var form = new FormBuilder(keys.Map);
        if (keys.Text("model") is { } model)
        {
            form.Add("prefer", FormBuilder.List(model, [model]));
        }

        return form.Add("options", ModelOptionKeys.From(keys.Section("config"), keys.Map));
    }

    // Namespaced keys such as mytool.setting are free for extensions.
    private static FormBuilder Metadata(ForeignKeys keys)
    {
        var form = new FormBuilder(keys.Map);
        foreach (var (key, value) in (keys.Take("metadata") as MapNode)?.Entries ?? [])
        {
            form.Add(key.Text, value);
        }

        foreach (var group in keys.Rest().Where(static e => e.Key.Text.Contains('.', StringComparison.Ordinal)).GroupBy(static e => e.Key.Text[..e.Key.Text.LastIndexOf('.')]).ToList())
        {
            var inner = new FormBuilder(keys.Map);
            foreach (var (key, value) in group)
            {
                keys.Take(key.Text);
                inner.Add(key.Text[(group.Key.Length + 1)..], value);
            }

            form.Add(group.Key, inner);
        }

        return form;
    }
}
