using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Import.Handlebars;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.SemanticKernel;

/// <summary>Turns a Semantic Kernel prompt into our own form: a YAML file, or <c>skprompt.txt</c> with <c>config.json</c>.</summary>
internal sealed class SemanticKernelImporter(ReadingContext context)
{
    private const string Format = "Semantic Kernel";
    private readonly DiagnosticList _diagnostics = context.Diagnostics;
    private readonly InputKinds _kinds = new();

    /// <summary>Whether a mapping looks like one of these files.</summary>
    public static bool Looks(MapNode root) => root.Find("skill") is null
        && (root.Find("template_format") is not null || root.Find("input_variables") is not null || (root.Find("template")?.Value is ScalarNode && root.Find("name") is not null)
            || (root.Find("type")?.Value is ScalarNode { Text: "chat_completion_agent" }));

    /// <summary>The prompt text beside its configuration.</summary>
    public MapNode? ImportText(SourceText prompt)
    {
        var reference = new ScalarNode(prompt, 0, 0, "config.json", ScalarKind.String, ScalarStyle.Generated);
        var quiet = new DiagnosticList();
        var config = context.Files.Read(reference, quiet, context.Limits);
        var root = config is null ? new MapNode(prompt, 0, 0, []) : new JsonTreeReader(config, _diagnostics, context.Limits).Read() as MapNode;
        if (config is null)
        {
            _diagnostics.Add(SkillDiagnosticCode.Assumed, prompt, 0, 1, "There is no config.json beside this prompt; inputs and options are unknown.");
        }

        return root is null ? null : Import(root, new ScalarNode(prompt, 0, prompt.Text.Length, prompt.Text.Replace("\r\n", "\n", StringComparison.Ordinal), ScalarKind.String, ScalarStyle.Raw));
    }

    /// <summary>A YAML file.</summary>
    public MapNode Import(MapNode root) => Import(root, null);

    private MapNode Import(MapNode root, ScalarNode? prompt)
    {
        var keys = new ForeignKeys(root, Format, _diagnostics);
        var form = new FormBuilder(root);
        form.Add("skill", FormBuilder.Number("1", root));
        form.Add("name", ForeignKeys.Slug(keys.Text("name") ?? FormBuilder.Text(context.FileName, root), _diagnostics));
        form.Add("description", keys.Description("the Semantic Kernel prompt", context.FileName));
        keys.Take("schema");
        keys.Take("type");
        form.Add("input", Inputs(keys));
        form.Add("output", Output(keys));
        var template = prompt ?? keys.Text("template") ?? keys.Text("instructions");
        var format = keys.Text("template_format")?.Text ?? "semantic-kernel";
        var settings = new FormBuilder(root).Add("undefined", "empty");
        form.Add("template", format == "jinja2" ? settings.Add("whitespace", "keep") : settings);
        if (template is not null)
        {
            new PieceMessages(template.Source, template.Start, _diagnostics).AddTo(form, Pieces(template, format));
        }

        else
        {
            _diagnostics.Add(SkillDiagnosticCode.Assumed, root.Source, root.Start, 1, "The file has no template; the input 'request' is sent as it is.");
            form.Add("prompt", "{{ request }}");
        }

        form.Add("model", Model(keys));
        keys.End();
        return form.Build();
    }

    private FormBuilder Inputs(ForeignKeys keys)
    {
        var form = new FormBuilder(keys.Map);
        var (properties, required, defaults) = (new List<MapEntry>(), new List<SkillNode>(), new List<MapEntry>());
        var items = keys.Items("input_variables").Concat(keys.Section("input")?.Items("parameters") ?? []);
        foreach (var variable in items.OfType<MapNode>())
        {
            var inner = new ForeignKeys(variable, Format, _diagnostics);
            if (inner.Text("name") is not { Text.Length: > 0 } name)
            {
                continue;
            }

            properties.Add(new(name, Property(inner, name)));
            if (inner.Take("default", "defaultValue") is { } value)
            {
                defaults.Add(new(name, value));
            }
            else if (inner.Take("is_required") is ScalarNode { Text: "true" })
            {
                required.Add(name);
            }

            inner.Take("is_required", "allow_dangerously_set_content");
            inner.Take("sample");
            inner.End();
        }

        if (properties.Count == 0)
        {
            return form;
        }

        var at = keys.Map;
        var whole = new FormBuilder(at).Add("type", "object").Add("properties", new MapNode(at.Source, at.Start, at.End, properties));
        whole.Add("required", required.Count == 0 ? null : FormBuilder.List(at, required));
        return form.Add("schema", whole.Build()).Add("defaults", defaults.Count == 0 ? null : new MapNode(at.Source, at.Start, at.End, defaults));
    }

    private MapNode Property(ForeignKeys keys, ScalarNode name)
    {
        var at = keys.Map;
        var schema = EmbeddedSchema.Read(keys.Take("json_schema"), name, _diagnostics, context.Limits) ?? new MapNode(at.Source, at.Start, at.End, []);
        _kinds.Set(name.Text, (schema.Find("type")?.Value as ScalarNode)?.Text ?? "");
        var property = new FormBuilder(at);
        foreach (var (key, value) in schema.Entries)
        {
            property.Add(key.Text, value);
        }

        return property.Add("description", property.Has("description") ? null : keys.Text("description")).Build();
    }

    private FormBuilder Output(ForeignKeys keys)
    {
        var form = new FormBuilder(keys.Map);
        var output = keys.Section("output_variable");
        var schema = EmbeddedSchema.Read(output?.Take("json_schema"), keys.Map, _diagnostics, context.Limits);
        output?.Take("description");
        output?.End();
        return form.Add("format", schema is null ? "text" : "json").Add("schema", schema);
    }

    // Settings by service: the default ones count, the other services' models are preferred in their order.
    private FormBuilder Model(ForeignKeys keys)
    {
        var form = new FormBuilder(keys.Map);
        var services = (keys.Take("execution_settings") as MapNode)?.Entries.Where(static e => e.Value is MapNode).ToList() ?? [];
        var models = services.Select(static s => ((MapNode)s.Value).Find("model_id")?.Value).OfType<ScalarNode>().Select(static s => FormBuilder.Text(s.Text, s)).ToList();
        if (keys.Section("model") is { } model)
        {
            models.AddRange(model.Take("id") is ScalarNode id ? [FormBuilder.Text(id.Text, id)] : []);
            form.Add("options", ModelOptionKeys.From(model.Section("options"), model.Map));
            model.End();
        }

        models.AddRange(keys.Items("default_services").OfType<ScalarNode>().Select(static s => FormBuilder.Text(s.Text, s)));
        form.Add("prefer", models.Count == 0 ? null : FormBuilder.List(keys.Map, models.DistinctBy(static m => m.Text)));
        var chosen = services.Find(static s => s.Key.Text == "default") ?? services.FirstOrDefault();
        var completion = chosen?.Value as MapNode ?? keys.Take("completion") as MapNode;
        if (completion is not null)
        {
            var settings = new ForeignKeys(completion, Format, _diagnostics);
            settings.Take("model_id", "service_id", "extension_data");
            form.Add("options", ModelOptionKeys.From(settings, completion));
        }

        foreach (var (name, value) in services.Where(s => s != chosen))
        {
            _diagnostics.Add(SkillDiagnosticCode.Approximated, name, $"The settings of '{name.Text}' were left out; '{chosen!.Key.Text}' applies to every model.");
        }

        return form;
    }

    private List<PromptPiece> Pieces(ScalarNode template, string format)
    {
        var pieces = new List<PromptPiece>();
        foreach (var (role, text, offset) in SemanticKernelMessages.Split(template.Text))
        {
            if (role is not null)
            {
                pieces.Add(new PromptPiece.Role(role, offset));
            }

            pieces.AddRange(Translate(text, offset, template, format));
        }

        return pieces;
    }

    private IReadOnlyList<PromptPiece> Translate(string text, int offset, ScalarNode template, string format)
    {
        try
        {
            switch (format)
            {
                case "semantic-kernel":
                    return [new PromptPiece.Text(SemanticKernelTemplate.ToJinja(text, _kinds.Names), offset)];
                case "handlebars":
                    return SemanticKernelMessages.IsHistory(text) is { } history
                        ? [new PromptPiece.History(history, offset)]
                        : [.. new HandlebarsTranspiler(new() { Kind = _kinds.Of, Root = _kinds.AsMapping() }).Translate(text)];
                case "liquid":
                    return SemanticKernelMessages.IsHistory(text) is { } turns ? [new PromptPiece.History(turns, offset)] : [new PromptPiece.Text(LiquidTemplate.ToJinja(text), offset)];
                case "jinja2":
                    return SemanticKernelMessages.IsHistory(text) is { } list ? [new PromptPiece.History(list, offset)] : [new PromptPiece.Text(text, offset)];
                default:
                    throw new ForeignTemplateException($"Templates in '{format}' cannot be translated.", 0);
            }
        }
        catch (FunctionCallException e)
        {
            _diagnostics.Add(SkillDiagnosticCode.FunctionCall, template.Source, ScalarPlaces.Of(template, Math.Min(template.Text.Length, offset + e.Offset)), 2, e.Message);
        }
        catch (ForeignTemplateException e)
        {
            _diagnostics.Add(SkillDiagnosticCode.ForeignSyntax, template.Source, ScalarPlaces.Of(template, Math.Min(template.Text.Length, offset + e.Offset)), 2, e.Message);
        }

        return [];
    }
}
