using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.LangChain;

/// <summary>Turns a prompt that LangChain saved into our own form: <c>_type: prompt</c>, <c>_type: few_shot</c>, and serialized prompt and chat templates.</summary>
internal sealed partial class LangChainImporter(MapNode root, ReadingContext context)
{
    private const string Format = "LangChain";
    private readonly DiagnosticList _diagnostics = context.Diagnostics;
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<MapEntry> _defaults = [];

    /// <summary>Whether a mapping looks like one of these files.</summary>
    public static bool Looks(MapNode root) => root.Find("skill") is null
        && (root.Find("_type")?.Value is ScalarNode || (root.Find("lc")?.Value is ScalarNode && root.Find("kwargs")?.Value is MapNode));

    /// <summary>The file in our form; null when it is an object of another kind.</summary>
    public MapNode? Import()
    {
        var isDump = root.Find("lc") is not null;
        var keys = new ForeignKeys(isDump ? (MapNode)root.Find("kwargs")!.Value : root, Format, _diagnostics);
        var kind = isDump ? KindOf(root) : keys.Text("_type")?.Text;
        var form = new FormBuilder(root).Add("skill", FormBuilder.Number("1", root));
        form.Add("name", ForeignKeys.Slug(keys.Text("name") ?? FormBuilder.Text(context.FileName, root), _diagnostics));
        form.Add("description", keys.Description(Format, context.FileName));
        SkillNode? prompt = kind switch
        {
            "prompt" or "PromptTemplate" => Template(keys),
            "few_shot" => FewShot(keys),
            "ChatPromptTemplate" => Messages(keys),
            _ => Unknown(kind),
        };
        if (prompt is null)
        {
            return null;
        }

        var schema = new FormBuilder(root);
        foreach (var name in _names)
        {
            schema.Add(_defaults.Exists(d => d.Key.Text == name) ? name + "?" : name, "any");
        }

        var input = new FormBuilder(root).Add("schema", schema).Add("defaults", _defaults.Count == 0 ? null : new MapNode(root.Source, root.Start, root.End, _defaults));
        form.Add("input", input).Add("output", new FormBuilder(root).Add("format", "text"));
        keys.Take("input_variables", "optional_variables", "input_types", "output_parser", "validate_template", "metadata", "tags");
        keys.End();
        return form.Add(prompt is ListNode ? "messages" : "prompt", prompt).Build();
    }

    private SkillNode? Unknown(string? kind)
    {
        _diagnostics.Add(SkillDiagnosticCode.ForeignSyntax, root, $"The LangChain object '{kind}' is not a prompt that can be imported; prompt, few_shot, PromptTemplate and ChatPromptTemplate are.");
        return null;
    }

    private static string? KindOf(MapNode node) => (node.Find("id")?.Value as ListNode)?.Items is [.., ScalarNode last] ? last.Text : null;

    private ScalarNode? Template(ForeignKeys keys)
    {
        foreach (var partial in (keys.Take("partial_variables") as MapNode)?.Entries ?? [])
        {
            _defaults.Add(partial);
        }

        var text = keys.Text("template");
        if (keys.Text("template_path") is { } file)
        {
            text = context.Files.Read(file, _diagnostics, context.Limits) is { } source ? FormBuilder.Text(source.Text, file) : null;
        }

        return text is null ? null : Translated(text, keys.Text("template_format")?.Text ?? "f-string");
    }

    private ScalarNode? Translated(ScalarNode text, string format)
    {
        try
        {
            return format switch
            {
                "f-string" => FormBuilder.Text(FormatString.ToJinja(text.Text, _names), text),
                "jinja2" => Named(text),
                _ => throw new ForeignTemplateException($"Templates in '{format}' cannot be translated.", 0),
            };
        }
        catch (ForeignTemplateException e)
        {
            _diagnostics.Add(SkillDiagnosticCode.ForeignSyntax, text.Source, ScalarPlaces.Of(text, Math.Min(text.Text.Length, e.Offset)), 1, e.Message);
            return null;
        }
    }

    private ScalarNode Named(ScalarNode text)
    {
        _names.UnionWith(Variable().Matches(text.Text).Select(static m => m.Groups["name"].Value));
        return FormBuilder.Text(text.Text, text);
    }

    // The examples are filled in here: they are the same in every execution.
    private ScalarNode? FewShot(ForeignKeys keys)
    {
        var separator = keys.Text("example_separator")?.Text ?? "\n\n";
        var format = keys.Text("template_format")?.Text ?? "f-string";
        var example = ((keys.Take("example_prompt") as MapNode)?.Find("template")?.Value as ScalarNode)?.Text ?? "";
        var parts = new List<string>();
        foreach (var values in keys.Items("examples").OfType<MapNode>())
        {
            var text = values.Entries.Aggregate(example, static (t, e) => e.Value is ScalarNode v ? t.Replace($"{{{e.Key.Text}}}", v.Text, StringComparison.Ordinal) : t);
            parts.Add(PromptSection.Verbatim(text));
        }

        foreach (var (key, at) in new[] { ("prefix", 0), ("suffix", parts.Count + 1) })
        {
            if (keys.Text(key) is { Text.Length: > 0 } text && Translated(text, format) is { } translated)
            {
                parts.Insert(Math.Min(at, parts.Count), translated.Text);
            }
        }

        return parts.Count == 0 ? null : FormBuilder.Text(string.Join(separator, parts), root);
    }

    private ListNode? Messages(ForeignKeys keys)
    {
        var messages = new List<SkillNode>();
        foreach (var item in keys.Items("messages").OfType<MapNode>())
        {
            if (item.Find("kwargs")?.Value is MapNode arguments && Message(KindOf(item) ?? "", arguments) is { } message)
            {
                messages.Add(message);
            }
            else
            {
                _diagnostics.Add(SkillDiagnosticCode.ForeignSyntax, item, $"The message '{KindOf(item)}' cannot be translated.");
            }
        }

        return messages.Count == 0 ? null : FormBuilder.List(root, messages);
    }

    private MapNode? Message(string kind, MapNode arguments)
    {
        if (kind == "MessagesPlaceholder" && arguments.Find("variable_name")?.Value is ScalarNode history)
        {
            _names.Add(history.Text);
            return new FormBuilder(arguments).Add("history", history).Build();
        }

        var role = kind.StartsWith("System", StringComparison.Ordinal) ? "system" : kind.StartsWith("Human", StringComparison.Ordinal) ? "user" : kind.StartsWith("AI", StringComparison.Ordinal) ? "assistant" : null;
        var content = arguments.Find("content")?.Value is ScalarNode text ? FormBuilder.Text(PromptSection.Verbatim(text.Text), text)
            : (arguments.Find("prompt")?.Value as MapNode)?.Find("kwargs")?.Value is MapNode prompt ? Template(new(prompt, Format, _diagnostics)) : null;
        return role is null || content is null ? null : new FormBuilder(arguments).Add("role", role).Add("content", content).Build();
    }

    [GeneratedRegex(@"\{\{-?\s*(?<name>[A-Za-z_]\w*)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
