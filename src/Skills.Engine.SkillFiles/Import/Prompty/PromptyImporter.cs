using System.Text.RegularExpressions;
using Skills.Engine.Catalog;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Import.Handlebars;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Prompty;

/// <summary>Turns a Prompty file, version 1 or 2, into our own form.</summary>
internal sealed partial class PromptyImporter(SourceText source, ReadingContext context)
{
    private const string Format = "Prompty";
    private readonly DiagnosticList _diagnostics = context.Diagnostics;
    private readonly InputKinds _kinds = new();
    private readonly List<string> _threads = [];

    /// <summary>The file in our form; null when it cannot be read at all.</summary>
    public MapNode? Import()
    {
        var matter = FrontMatter.Find(source, leadingComments: true, plus: true);
        if (matter is null && source.Text.TrimStart().StartsWith("---", StringComparison.Ordinal))
        {
            _diagnostics.Add(SkillDiagnosticCode.FrontMatter, source, 0, 3, "The front matter is not closed by a line that holds '---' only.");
            return null;
        }

        var root = matter is null ? null : new YamlTreeReader(source, _diagnostics, context.Limits).Read(matter.YamlStart, matter.YamlEnd);
        if (root is not (MapNode or null))
        {
            _diagnostics.Add(SkillDiagnosticCode.WrongType, root, $"The front matter must be a mapping, but this is {root.TypeName}.");
        }

        return _diagnostics.HasErrors ? null : Form(new(root as MapNode ?? new(source, 0, 0, []), Format, _diagnostics), matter?.BodyStart ?? 0);
    }

    private MapNode Form(ForeignKeys keys, int bodyStart)
    {
        var form = new FormBuilder(keys.Map);
        form.Add("skill", FormBuilder.Number("1", keys.Map));
        form.Add("name", ForeignKeys.Slug(keys.Text("name") ?? FormBuilder.Text(context.FileName, keys.Map), _diagnostics));
        form.Add("title", keys.Text("displayName"));
        var metadata = keys.Section("metadata");
        form.Add("version", (keys.Text("version") ?? metadata?.Text("version")) is { } version && SemanticVersion.IsValid(version.Text) ? version : null);
        form.Add("description", keys.Description("the Prompty file", context.FileName));
        form.Add("authors", Texts(keys.Take("authors") ?? metadata?.Take("authors")));
        form.Add("tags", Texts(keys.Take("tags") ?? metadata?.Take("tags")));
        var inputs = keys.Take("inputs") is { } declared ? Inputs(declared) : SampleInputs(keys.Take("sample") as MapNode);
        form.Add("input", inputs);
        form.Add("output", Outputs(keys.Take("outputs"), keys));
        form.Add("template", new FormBuilder(keys.Map).Add("undefined", "empty").Add("whitespace", "keep"));
        Prompt(form, keys, bodyStart);
        form.Add("model", Model(keys));
        form.Add("tools", Tools(keys.Take("tools")));
        form.Add("tests", Sample(keys.Take("sample")));
        keys.Drop("base");
        form.Add("metadata", Metadata(keys, metadata));
        return form.Build();
    }

    private static ListNode? Texts(SkillNode? node) => node switch
    {
        ListNode list => FormBuilder.List(list, list.Items.OfType<ScalarNode>().Select(static s => FormBuilder.Text(s.Text, s)).DistinctBy(static s => s.Text)),
        ScalarNode text => FormBuilder.List(text, [FormBuilder.Text(text.Text, text)]),
        _ => null,
    };

    // A list of properties (version 2), or a mapping of name to property or default (both versions).
    private FormBuilder Inputs(SkillNode? node)
    {
        var form = new FormBuilder(node ?? new MapNode(source, 0, 0, []));
        var (properties, required, defaults) = (new List<MapEntry>(), new List<SkillNode>(), new List<MapEntry>());
        foreach (var (name, property) in Properties(node))
        {
            properties.Add(new(name, Schema(name.Text, property, defaults, name, out var isRequired)));
            if (isRequired)
            {
                required.Add(name);
            }
        }

        if (node is ScalarNode other)
        {
            _diagnostics.Add(SkillDiagnosticCode.ForeignSyntax, other, "Inputs must be declared in the file itself, as a list or a mapping.");
        }

        if (properties.Count == 0)
        {
            return form;
        }

        var schema = new FormBuilder(node!).Add("type", "object").Add("properties", new MapNode(node!.Source, node.Start, node.End, properties));
        schema.Add("required", required.Count == 0 ? null : FormBuilder.List(node, required));
        return form.Add("schema", schema.Build()).Add("defaults", defaults.Count == 0 ? null : new MapNode(node.Source, node.Start, node.End, defaults));
    }

    // Version 1 declares its inputs by a sample; its values stand for nothing.
    private FormBuilder SampleInputs(MapNode? sample)
    {
        var form = new FormBuilder(sample ?? new MapNode(source, 0, 0, []));
        if (sample is not { Entries.Count: > 0 })
        {
            return form;
        }

        var properties = sample.Entries.Select(e => new MapEntry(e.Key, Schema(e.Key.Text, e.Value is MapNode ? new FormBuilder(e.Value).Add("type", "object").Build() : e.Value, [], e.Key, out _))).ToList();
        var schema = new FormBuilder(sample).Add("type", "object").Add("properties", new MapNode(sample.Source, sample.Start, sample.End, properties));
        return form.Add("schema", schema.Build());
    }

    private static IEnumerable<(ScalarNode Name, SkillNode Property)> Properties(SkillNode? node)
    {
        switch (node)
        {
            case MapNode map when map.Find("properties")?.Value is MapNode inner && map.Entries.All(static e => e.Key.Text is "properties" or "type" or "examples" or "strict"):
                return inner.Entries.Select(static e => (e.Key, e.Value));
            case MapNode map:
                return map.Entries.Select(static e => (e.Key, e.Value));
            case ListNode list:
                return list.Items.OfType<MapNode>().Where(static m => m.Find("name")?.Value is ScalarNode).Select(static m => ((ScalarNode)m.Find("name")!.Value, (SkillNode)m));
            default:
                return [];
        }
    }

    private MapNode Schema(string name, SkillNode property, List<MapEntry> defaults, ScalarNode at, out bool required)
    {
        required = false;
        if (property is not MapNode map)
        {
            // A bare value is the default, and says the type.
            defaults.Add(new(at, property));
            var type = property is ScalarNode scalar ? scalar.Kind switch { ScalarKind.Number => "number", ScalarKind.Boolean => "boolean", ScalarKind.Null => "", _ => "string" } : property is ListNode ? "array" : "object";
            _kinds.Set(name, type);
            return new FormBuilder(property).Add("type", type.Length == 0 ? null : type).Build();
        }

        var keys = new ForeignKeys(map, Format, _diagnostics);
        keys.Take("name");
        var kind = (keys.Take("kind", "type") as ScalarNode)?.Text ?? "";
        var isRequired = keys.Take("required", "is_required") is ScalarNode { Text: "true" };
        if (keys.Take("default") is { } value)
        {
            defaults.Add(new(at, value));
            isRequired = false;
        }

        required = isRequired;
        var schema = Property(keys, kind, at);
        _kinds.Set(name, kind);
        if (kind == "thread")
        {
            _threads.Add(name);
        }

        // A sample is for people: it never stands in for a value.
        keys.Take("sample", "example");
        keys.Take("strict");
        keys.End();
        return schema;
    }

    private MapNode Property(ForeignKeys keys, string kind, SkillNode at)
    {
        var form = new FormBuilder(at);
        form.Add("type", kind switch
        {
            "string" or "number" or "integer" or "boolean" or "array" or "object" => kind,
            "float" => "number",
            "list" or "thread" => "array",
            "image" or "file" or "audio" => "string",
            _ => null,
        });
        form.Add("description", keys.Text("description"));
        form.Add("enum", keys.Take("enumValues", "enum") as ListNode);
        if (keys.Take("items") is MapNode items)
        {
            var inner = new ForeignKeys(items, Format, _diagnostics);
            form.Add("items", Property(inner, (inner.Take("kind", "type") as ScalarNode)?.Text ?? "", items));
        }

        if (keys.Take("properties") is { } properties)
        {
            var inner = Properties(properties).Select(p => new MapEntry(p.Name, p.Property is MapNode map ? Nested(map, p.Name) : new FormBuilder(p.Name).Build())).ToList();
            form.Add("properties", new MapNode(properties.Source, properties.Start, properties.End, inner));
        }

        return form.Build();
    }

    private MapNode Nested(MapNode map, ScalarNode name)
    {
        var keys = new ForeignKeys(map, Format, _diagnostics);
        return Property(keys, (keys.Take("kind", "type") as ScalarNode)?.Text ?? "", name);
    }

    private FormBuilder Outputs(SkillNode? node, ForeignKeys keys)
    {
        var form = new FormBuilder(keys.Map);
        if (node is null)
        {
            var parameters = (keys.Map.Find("model")?.Value as MapNode)?.Find("parameters")?.Value as MapNode;
            var format = (parameters?.Find("response_format")?.Value as MapNode)?.Find("type")?.Value as ScalarNode;
            return form.Add("format", format is { Text: "json_object" or "json_schema" } ? "json" : "text");
        }

        var (properties, required) = (new List<MapEntry>(), new List<SkillNode>());
        foreach (var (name, property) in Properties(node))
        {
            properties.Add(new(name, property is MapNode map ? Nested(map, name) : new FormBuilder(name).Build()));
            if (property is MapNode given && given.Find("required")?.Value is ScalarNode { Text: "true" })
            {
                required.Add(name);
            }
        }

        var schema = new FormBuilder(node).Add("type", "object").Add("properties", new MapNode(node.Source, node.Start, node.End, properties));
        return form.Add("schema", schema.Add("required", required.Count == 0 ? null : FormBuilder.List(node, required)).Build());
    }

    private void Prompt(FormBuilder form, ForeignKeys keys, int bodyStart)
    {
        var pieces = new List<PromptPiece>();
        var mustache = IsMustache(keys);
        var body = source.Text[bodyStart..];
        var last = 0;
        foreach (Match marker in RoleLine().Matches(body))
        {
            AddText(pieces, body, last, marker.Index, mustache, bodyStart);
            pieces.Add(new PromptPiece.Role(marker.Groups["role"].Value, marker.Index));
            if (marker.Groups["attributes"].Success)
            {
                _diagnostics.Add(SkillDiagnosticCode.NotCarried, source, bodyStart + marker.Index, marker.Length, $"The attributes {marker.Groups["attributes"].Value} of this message have no counterpart and were left out.");
            }

            last = marker.Index + marker.Length;
        }

        AddText(pieces, body, last, body.Length, mustache, bodyStart);
        if (!RoleLine().IsMatch(body) && keys.Text("instructions") is { } instructions)
        {
            pieces.Insert(0, new PromptPiece.Text(instructions.Text, 0));
        }

        new PieceMessages(source, bodyStart, _diagnostics).AddTo(form, pieces, "system");
    }

    private void AddText(List<PromptPiece> pieces, string body, int from, int to, bool mustache, int bodyStart)
    {
        var at = from;
        foreach (Match loop in HistoryLoop().Matches(body[from..to]))
        {
            Text(at, from + loop.Index);
            pieces.Add(new PromptPiece.History(loop.Groups["list"].Value, from + loop.Index));
            at = from + loop.Index + loop.Length;
        }

        Text(at, to);

        void Text(int start, int end)
        {
            var text = body[start..end].Replace("\r\n", "\n", StringComparison.Ordinal).Trim('\n');
            foreach (var thread in _threads.Where(t => Regex.IsMatch(text, @"^\s*\{\{-?\s*" + Regex.Escape(t) + @"\s*-?\}\}\s*$", RegexOptions.NonBacktracking)))
            {
                pieces.Add(new PromptPiece.History(thread, start));
                return;
            }

            if (text.Length == 0)
            {
                return;
            }

            pieces.AddRange(mustache ? Mustache(text, bodyStart + start) : [new PromptPiece.Text(text, start)]);
        }
    }

    private IReadOnlyList<PromptPiece> Mustache(string text, int offset)
    {
        try
        {
            return [.. new HandlebarsTranspiler(new() { Kind = _kinds.Of }).Translate(text)];
        }
        catch (ForeignTemplateException e)
        {
            _diagnostics.Add(SkillDiagnosticCode.ForeignSyntax, source, offset + e.Offset, 2, e.Message);
            return [];
        }
    }

    private bool IsMustache(ForeignKeys keys)
    {
        switch (keys.Take("template"))
        {
            case MapNode map:
                var template = new ForeignKeys(map, Format, _diagnostics);
                var format = template.Take("format", "type") switch
                {
                    ScalarNode text => text.Text,
                    MapNode inner => (inner.Find("kind")?.Value as ScalarNode)?.Text ?? "jinja2",
                    _ => "jinja2",
                };
                template.Take("parser");
                template.End();
                if (format is not ("jinja2" or "jinja" or "mustache" or "nunjucks"))
                {
                    _diagnostics.Add(SkillDiagnosticCode.ForeignSyntax, map, $"Templates in '{format}' cannot be translated.");
                }

                return format == "mustache";
            case ScalarNode { Text: "jinja2" or "mustache" } name:
                return name.Text == "mustache";
            case ScalarNode name:
                _diagnostics.Add(SkillDiagnosticCode.ForeignSyntax, name, $"Templates in '{name.Text}' cannot be translated.");
                return false;
            default:
                return false;
        }
    }

    private FormBuilder Model(ForeignKeys keys)
    {
        var form = new FormBuilder(keys.Map);
        if (keys.Take("model") is ScalarNode shorthand)
        {
            return form.Add("prefer", FormBuilder.List(shorthand, [Expanded(shorthand)]));
        }

        if (keys.Section("model") is not { } model)
        {
            return form;
        }

        var settings = model.Section("configuration");
        var id = model.Take("id") as ScalarNode ?? settings?.Take("azure_deployment", "name", "model") as ScalarNode;
        form.Add("prefer", id is null ? null : FormBuilder.List(id, [Expanded(id)]));
        form.Add("options", ModelOptionKeys.From(model.Section("options") ?? model.Section("parameters"), model.Map));
        // Which endpoint and key are used is the host's business, not the prompt's.
        model.Take("provider", "api", "apiType");
        model.Drop("connection", " Endpoints and keys are the host's business.");
        settings?.Take("type");
        settings?.End();
        model.Drop("response");
        model.End();
        return form;
    }

    private ScalarNode Expanded(ScalarNode node)
    {
        var match = Variable().Match(node.Text);
        return match.Success
            ? FormBuilder.Text(context.Environment(match.Groups["name"].Value) ?? (match.Groups["default"].Success ? match.Groups["default"].Value : match.Groups["name"].Value), node)
            : FormBuilder.Text(node.Text, node);
    }

    private static ListNode? Tools(SkillNode? node) => node switch
    {
        ListNode list => FormBuilder.List(list, list.Items.Select(static i => i is MapNode map ? (map.Find("name")?.Value ?? (map.Find("function")?.Value as MapNode)?.Find("name")?.Value) as ScalarNode : i as ScalarNode)
            .OfType<ScalarNode>().Select(static s => FormBuilder.Text(s.Text, s))),
        MapNode map => FormBuilder.List(map, map.Entries.Select(static e => FormBuilder.Text(e.Key.Text, e.Key))),
        _ => null,
    };

    private ListNode? Sample(SkillNode? node)
    {
        if (node is ScalarNode { Text: ['$', '{', ..] } file && FileReference().Match(file.Text) is { Success: true } match)
        {
            var source = context.Files.Read(FormBuilder.Text(match.Groups["file"].Value, file), _diagnostics, context.Limits);
            node = source is null ? null : new JsonTreeReader(source, _diagnostics, context.Limits).Read();
        }

        if (node is not MapNode map)
        {
            return null;
        }

        var expect = new FormBuilder(map).Add("status", "success").Build();
        return FormBuilder.List(map, [new FormBuilder(map).Add("name", "the file's own sample").Add("input", map).Add("expect", FormBuilder.List(map, [expect])).Build()]);
    }

    private static FormBuilder Metadata(ForeignKeys keys, ForeignKeys? metadata)
    {
        var form = new FormBuilder(keys.Map);
        foreach (var (key, value) in metadata?.Rest() ?? [])
        {
            form.Add(key.Text, value);
        }

        // Keys of one's own are allowed there, and kept.
        foreach (var (key, value) in keys.Rest())
        {
            form.Add(key.Text, value);
        }

        return form;
    }

    [GeneratedRegex(@"^[ \t]*(#[ \t]*)?(?<role>system|user|assistant|developer|function|tool)[ \t]*(?<attributes>\[[^\]\n]*\])?[ \t]*:[ \t]*\r?$\n?", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RoleLine();

    [GeneratedRegex("""\{%-?\s*for\s+(?<item>\w+)\s+in\s+(?<list>\w+)\s*-?%\}\s*(#\s*)?\{\{-?\s*\w+(\.role|\[["']role["']\])\s*-?\}\}\s*:?\s*\{\{-?\s*\w+(\.content|\[["']content["']\])\s*-?\}\}\s*\{%-?\s*endfor\s*-?%\}""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex HistoryLoop();

    [GeneratedRegex(@"^\$\{env:(?<name>\w+)(:(?<default>[^}]*))?\}$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\$\{file:(?<file>[^}]+)\}$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FileReference();
}
