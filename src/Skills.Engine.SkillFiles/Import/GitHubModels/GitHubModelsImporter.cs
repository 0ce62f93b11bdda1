using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.GitHubModels;

/// <summary>Turns a prompt of GitHub Models into our own form.</summary>
internal sealed partial class GitHubModelsImporter(MapNode root, ReadingContext context)
{
    private const string Format = "GitHub Models";
    private readonly DiagnosticList _diagnostics = context.Diagnostics;
    private readonly ForeignKeys _keys = new(root, Format, context.Diagnostics);
    private readonly List<string> _inputs = [];

    /// <summary>The file in our form.</summary>
    public MapNode Import()
    {
        var form = new FormBuilder(root).Add("skill", FormBuilder.Number("1", root));
        form.Add("name", ForeignKeys.Slug(_keys.Text("name") ?? FormBuilder.Text(context.FileName, root), _diagnostics));
        form.Add("description", _keys.Description(Format, context.FileName));
        var messages = _keys.Items("messages").OfType<MapNode>().Select(Message).ToList();
        var schema = new FormBuilder(root);
        _inputs.ForEach(name => schema.Add(name, "string"));
        form.Add("input", new FormBuilder(root).Add("schema", schema)).Add("output", Output());
        form.Add("messages", messages.Count == 0 ? null : FormBuilder.List(root, messages));
        form.Add("model", Model()).Add("tests", Tests());
        _keys.End();
        return form.Build();
    }

    private MapNode Message(MapNode message)
    {
        var keys = new ForeignKeys(message, Format, _diagnostics);
        var role = keys.Text("role");
        var content = keys.Text("content");
        keys.End();
        return new FormBuilder(message).Add("role", role is { Text: "developer" } ? FormBuilder.Text("system", role) : role).Add("content", content is null ? "" : Template(content.Text), content).Build();
    }

    // Only {{name}} is replaced there; everything else is text.
    private string Template(string text)
    {
        var (template, last) = (new JinjaWriter(), 0);
        foreach (Match variable in Variable().Matches(text))
        {
            var name = variable.Groups["name"].Value;
            if (!_inputs.Contains(name))
            {
                _inputs.Add(name);
            }

            template.Text(text[last..variable.Index]).Value(name);
            last = variable.Index + variable.Length;
        }

        return template.Text(text[last..]).ToString();
    }

    private FormBuilder Output()
    {
        var format = _keys.Text("responseFormat")?.Text;
        var embedded = EmbeddedSchema.Read(_keys.Take("jsonSchema"), root, _diagnostics, context.Limits);
        var schema = embedded?.Find("schema")?.Value as MapNode ?? embedded;
        return new FormBuilder(root).Add("format", schema is not null || format is "json_object" or "json_schema" ? "json" : "text").Add("schema", schema);
    }

    private FormBuilder Model()
    {
        var form = new FormBuilder(root);
        if (_keys.Text("model") is { } model)
        {
            // The vendor comes before the model: openai/gpt-4o.
            form.Add("prefer", FormBuilder.List(model, [FormBuilder.Text(model.Text[(model.Text.LastIndexOf('/') + 1)..], model)]));
        }

        return form.Add("options", ModelOptionKeys.From(_keys.Section("modelParameters"), root));
    }

    private ListNode? Tests()
    {
        var evaluators = _keys.Items("evaluators").OfType<MapNode>().ToList();
        var tests = new List<SkillNode>();
        foreach (var row in _keys.Items("testData").OfType<MapNode>())
        {
            var input = new MapNode(row.Source, row.Start, row.End, [.. row.Entries.Where(e => _inputs.Contains(e.Key.Text))]);
            var expected = (row.Find("expected")?.Value as ScalarNode)?.Text ?? "";
            var expectations = evaluators.SelectMany(e => Expectations(e, expected)).ToList();
            expectations = expectations.Count > 0 ? expectations : [new FormBuilder(row).Add("status", "success").Build()];
            tests.Add(new FormBuilder(row).Add("name", $"row {tests.Count + 1}").Add("input", input).Add("expect", FormBuilder.List(row, expectations)).Build());
        }

        foreach (var other in evaluators.Where(static e => e.Find("string") is null))
        {
            _diagnostics.Add(SkillDiagnosticCode.NotCarried, other, "Only evaluators of texts ('string') are imported; this one was left out.");
        }

        return tests.Count == 0 ? null : FormBuilder.List(root, tests);
    }

    private static IEnumerable<SkillNode> Expectations(MapNode evaluator, string expected) =>
        from entry in (evaluator.Find("string")?.Value as MapNode)?.Entries ?? []
        let name = entry.Key.Text switch { "contains" => "contains", "startsWith" => "starts-with", "endsWith" => "ends-with", "equals" => "equals", _ => null }
        where name is not null && entry.Value is ScalarNode
        let text = ((ScalarNode)entry.Value).Text.Replace("{{expected}}", expected, StringComparison.Ordinal)
        select (SkillNode)new FormBuilder(entry.Value).Add("path", "$").Add(name, text).Build();

    [GeneratedRegex(@"\{\{[ \t]*(?<name>[A-Za-z_]\w*)[ \t]*\}\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
