using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Promptfoo;

/// <summary>Turns a configuration of promptfoo into our own form: the first prompt is the skill, the others are its variants.</summary>
internal sealed partial class PromptfooImporter(MapNode root, ReadingContext context)
{
    private const string Format = "promptfoo";
    private readonly DiagnosticList _diagnostics = context.Diagnostics;
    private readonly ForeignKeys _keys = new(root, Format, context.Diagnostics);
    private readonly SortedSet<string> _inputs = new(StringComparer.Ordinal);

    /// <summary>Whether a mapping looks like one of these files.</summary>
    public static bool Looks(MapNode root) => root.Find("skill") is null && root.Find("prompts") is not null
        && (root.Find("providers") ?? root.Find("targets") ?? root.Find("tests") ?? root.Find("defaultTest")) is not null;

    /// <summary>The file in our form; null when it has no prompt that can be read.</summary>
    public MapNode? Import()
    {
        var prompts = Prompts();
        if (prompts.Count == 0)
        {
            _diagnostics.Add(SkillDiagnosticCode.NoPrompt, _keys.Take("prompts") ?? root, "No prompt of this configuration can be read: write it in the file, or as file:// with a text or JSON file beside it.");
            return null;
        }

        var form = new FormBuilder(root).Add("skill", FormBuilder.Number("1", root));
        form.Add("name", ForeignKeys.Slug(FormBuilder.Text(context.FileName is "promptfooconfig" or "" ? "imported" : context.FileName, root), _diagnostics));
        form.Add("description", _keys.Description(Format, context.FileName));
        var tests = new PromptfooTests(_keys, _diagnostics).Read(_inputs);
        form.Add("input", new FormBuilder(root).Add("schema", Schema())).Add("output", new FormBuilder(root).Add("format", "text"));
        form.Add("template", new FormBuilder(root).Add("undefined", "empty").Add("whitespace", "keep"));
        form.Add(prompts[0].Key, prompts[0].Value).Add("model", Model()).Add("variants", Variants(prompts)).Add("tests", tests);
        _keys.Drop("defaultTest");
        _keys.Take("evaluateOptions", "outputPath", "sharing", "commandLineOptions", "env");
        _keys.End();
        return form.Build();
    }

    private List<(string Name, string Key, SkillNode Value)> Prompts()
    {
        var prompts = new List<(string, string, SkillNode)>();
        var items = _keys.Take("prompts") switch { ListNode list => list.Items, { } single => [single], null => [] };
        foreach (var item in items)
        {
            var map = item as MapNode;
            var text = item as ScalarNode ?? (map?.Find("raw") ?? map?.Find("id") ?? map?.Find("prompt"))?.Value as ScalarNode;
            var label = (map?.Find("label")?.Value as ScalarNode)?.Text ?? $"prompt-{prompts.Count + 1}";
            if (text is not null && Loaded(text) is { } prompt)
            {
                _inputs.UnionWith(Variable().Matches(prompt.Text).Select(static m => m.Groups["name"].Value));
                var messages = Chat(prompt);
                prompts.Add((label, messages is null ? "prompt" : "messages", (SkillNode?)messages ?? prompt));
            }
        }

        return prompts;
    }

    private ScalarNode? Loaded(ScalarNode text)
    {
        if (!text.Text.StartsWith("file://", StringComparison.Ordinal))
        {
            return FormBuilder.Text(text.Text, text);
        }

        if (text.Text.EndsWith(".js", StringComparison.Ordinal) || text.Text.EndsWith(".py", StringComparison.Ordinal) || text.Text.EndsWith(".ts", StringComparison.Ordinal))
        {
            _diagnostics.Add(SkillDiagnosticCode.FunctionCall, text, "This prompt is made by code, which skills do not run. Write it as text.");
            return null;
        }

        return context.Files.Read(FormBuilder.Text(text.Text["file://".Length..], text), _diagnostics, context.Limits) is { } source
            ? new ScalarNode(text.Source, text.Start, text.End, source.Text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim('\n'), ScalarKind.String, ScalarStyle.Generated)
            : null;
    }

    // A chat is written as a JSON list of messages.
    private ListNode? Chat(ScalarNode prompt) =>
        prompt.Text.AsSpan().TrimStart() is ['[', ..] && new JsonTreeReader(new(prompt.Source.Name, prompt.Text), new DiagnosticList(), context.Limits).Read() is ListNode { Items.Count: > 0 } list
        && list.Items.All(static i => i is MapNode m && m.Find("role")?.Value is ScalarNode && m.Find("content")?.Value is ScalarNode)
            ? (ListNode)EmbeddedSchema.Moved(list, prompt)
            : null;

    private FormBuilder Schema()
    {
        var schema = new FormBuilder(root);
        foreach (var name in _inputs)
        {
            schema.Add(name + "?", "any");
        }

        return schema;
    }

    private FormBuilder Model()
    {
        var (models, options) = (new List<ScalarNode>(), (FormBuilder?)null);
        foreach (var item in (_keys.Take("providers", "targets") as ListNode)?.Items ?? [])
        {
            var id = item as ScalarNode ?? (item as MapNode)?.Find("id")?.Value as ScalarNode;
            if (id is not null)
            {
                // openai:chat:gpt-4o names the provider, the interface and the model.
                models.Add(FormBuilder.Text(id.Text[(id.Text.LastIndexOf(':') + 1)..], id));
            }

            if (options is null && (item as MapNode)?.Find("config")?.Value is MapNode config)
            {
                options = ModelOptionKeys.From(new(config, Format, _diagnostics), config);
            }
        }

        var form = new FormBuilder(root).Add("prefer", models.Count == 0 ? null : FormBuilder.List(root, models.DistinctBy(static m => m.Text)));
        return options is null ? form : form.Add("options", options);
    }

    // A variant is a patch: null takes away what the skill has in the other form.
    private static FormBuilder Variants(List<(string Name, string Key, SkillNode Value)> prompts)
    {
        var variants = new FormBuilder(prompts[0].Value);
        foreach (var (name, key, value) in prompts.Skip(1))
        {
            var patch = new FormBuilder(value).Add(key, value);
            if (key != prompts[0].Key)
            {
                patch.Add(prompts[0].Key, new ScalarNode(value.Source, value.Start, value.End, "null", ScalarKind.Null, ScalarStyle.Generated));
            }

            variants.Add(name, patch);
        }

        return variants;
    }

    [GeneratedRegex(@"\{\{-?\s*(?<name>[A-Za-z_]\w*)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
