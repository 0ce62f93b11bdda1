using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Predecessor;

/// <summary>Turns the snake_case form of the Python predecessor into our own form.</summary>
internal sealed class PredecessorImporter(ReadingContext context)
{
    // Facts of its database and store that say nothing about how a skill runs.
    private static readonly string[] StoreKeys =
    [
        "id", "author_id", "author_email", "organization", "visibility", "pricing_model", "price_per_execution", "quality_score", "download_count", "installation_count",
        "execution_count", "avg_rating", "review_count", "created_at", "updated_at", "published_at", "deprecated_at", "deprecated_reason",
    ];

    private readonly DiagnosticList _diagnostics = context.Diagnostics;

    /// <summary>Whether a mapping looks like one of these files.</summary>
    public static bool Looks(MapNode root) => root.Find("skill") is null
        && (root.Find("prompt_template") is not null || root.Find("input_schema") is not null || root.Find("output_schema") is not null || root.Find("execution")?.Value is ListNode);

    public MapNode Import(MapNode root)
    {
        // Here nothing is foreign: an unknown key is an error, as in our own form.
        var keys = new KeyReader(root, "a skill file in snake_case", _diagnostics);
        var form = new FormBuilder(root);
        form.Add("skill", FormBuilder.Number("1", root));
        form.Add("name", Name(keys));
        form.Add("title", keys.TextNode("name"));
        form.Add("version", Version(keys));
        form.Add("description", Required(keys, "description"));
        form.Add("details", keys.TextNode("detailed_description"));
        form.Add("category", keys.TextNode("category"));
        form.Add("tags", keys.Take("tags"));
        form.Add("authors", keys.TextNode("author_name") is { } author ? FormBuilder.List(author, [author]) : null);
        form.Add("license", keys.TextNode("license"));
        form.Add("status", keys.TextNode("status"));
        form.Add("replacement", keys.TextNode("replacement_skill_id"));
        form.Add("input", new FormBuilder(root).Add("schema", Required(keys, "input_schema")));
        form.Add("output", new FormBuilder(root).Add("schema", keys.Take("execution") is null ? Required(keys, "output_schema") : keys.Take("output_schema")));
        form.Add("template", new FormBuilder(root).Add("undefined", "empty"));
        form.Add("prompt", keys.Take("execution") is null ? Required(keys, "prompt_template") : keys.Take("prompt_template"));
        form.Add("steps", Steps(keys));
        form.Add("model", Model(keys.Section("model_preferences")));
        form.Add("rules", Rules(keys));
        form.Add("tests", Tests(keys));
        keys.Take("dependencies");
        foreach (var key in StoreKeys)
        {
            if (keys.Take(key) is not null && key is "visibility" or "pricing_model" or "price_per_execution" or "organization")
            {
                _diagnostics.Add(SkillDiagnosticCode.NotCarried, root.Find(key)?.Key ?? (SkillNode)root, $"'{key}' is a fact of the store, and was left out.");
            }
        }

        keys.End();
        return form.Build();
    }

    private static SkillNode? Required(KeyReader keys, string key)
    {
        if (keys.Take(key) is { } value)
        {
            return value;
        }

        keys.Missing(key);
        return null;
    }

    private ScalarNode Name(KeyReader keys)
    {
        if ((keys.TextNode("slug") ?? keys.TextNode("name")) is { } name)
        {
            return ForeignKeys.Slug(name, _diagnostics);
        }

        keys.Missing("name");
        return FormBuilder.Text("unnamed", keys.Map);
    }

    private static ScalarNode? Version(KeyReader keys) => keys.Take("version") switch
    {
        ScalarNode { Kind: ScalarKind.Number } number => FormBuilder.Text(number.Text.Contains('.', StringComparison.Ordinal) ? number.Text + ".0" : number.Text + ".0.0", number),
        _ => keys.TextNode("version"),
    };

    private static FormBuilder Model(KeyReader? keys)
    {
        if (keys is null)
        {
            return new(new MapNode(new("", ""), 0, 0, []));
        }

        var form = new FormBuilder(keys.Map);
        form.Add("prefer", Present(keys.Take("preferred_models")) is ListNode { Items.Count: > 0 } list ? list : null);
        form.Add("minQuality", Present(keys.Take("min_quality")));
        form.Add("maxCostUsd", Present(keys.Take("max_cost")));
        var options = new FormBuilder(keys.Map).Add("temperature", Present(keys.Take("temperature"))).Add("maxOutputTokens", Present(keys.Take("max_tokens")));
        form.Add("options", options.Add("topP", Present(keys.Take("top_p"))));
        keys.End();
        return form;
    }

    private static SkillNode? Present(SkillNode? node) => node is ScalarNode { Kind: ScalarKind.Null } ? null : node;

    private ListNode? Rules(KeyReader keys)
    {
        if (Present(keys.Take("validation_rules")) is not { } list)
        {
            return null;
        }

        var rules = new List<SkillNode>();
        foreach (var item in keys.Items("validation_rules"))
        {
            if (keys.AsMap(item, "A rule") is not { } map)
            {
                continue;
            }

            var rule = new KeyReader(map, "a rule in snake_case", _diagnostics);
            var form = new FormBuilder(map).Add("type", rule.TextNode("type")).Add("severity", rule.TextNode("severity")).Add("message", Present(rule.Take("error_message")));
            foreach (var (key, value) in rule.MapOf("params")?.Entries ?? [])
            {
                form.Add(key.Text, value);
            }

            // Parameters may also stand beside the type.
            foreach (var (key, value) in rule.Rest())
            {
                form.Add(key.Text, value);
            }

            rules.Add(form.Build());
        }

        return FormBuilder.List(list, rules);
    }

    // An example there is a case to run: inputs, and perhaps the outputs a model gave.
    private static ListNode? Tests(KeyReader keys)
    {
        var cases = new List<SkillNode>();
        foreach (var item in Mappings(keys, "examples").Concat(Mappings(keys, "test_cases")))
        {
            var inputs = (item.Find("inputs") ?? item.Find("input"))?.Value ?? new MapNode(item.Source, item.Start, item.End, []);
            var outputs = (item.Find("outputs") ?? item.Find("output") ?? item.Find("expected_outputs"))?.Value;
            var name = (item.Find("name")?.Value as ScalarNode)?.Text ?? $"example {cases.Count + 1}";
            var test = new FormBuilder(item).Add("name", name).Add("input", inputs).Add("respond", outputs);
            cases.Add(test.Add("expect", FormBuilder.List(item, [new FormBuilder(item).Add("status", "success").Build()])).Build());
        }

        return cases.Count == 0 ? null : FormBuilder.List(keys.Map, cases);
    }

    private static IEnumerable<MapNode> Mappings(KeyReader keys, string key) =>
        keys.Take(key) is null or ScalarNode { Kind: ScalarKind.Null } ? [] : keys.Items(key).OfType<MapNode>();

    private ListNode? Steps(KeyReader keys)
    {
        if (keys.Take("execution") is null)
        {
            return null;
        }

        var steps = new List<SkillNode>();
        foreach (var item in keys.Items("execution"))
        {
            if (keys.AsMap(item, "A step") is not { } map)
            {
                continue;
            }

            var step = new KeyReader(map, "a step in snake_case", _diagnostics);
            var form = new FormBuilder(map).Add("name", step.TextNode("step") ?? step.TextNode("name")).Add("skill", step.TextNode("skill"));
            steps.Add(form.Add("inputs", step.Take("inputs") is { } inputs ? Placeholders(inputs) : null).Build());
            step.End();
        }

        return FormBuilder.List(keys.Map, steps);
    }

    // ${inputs.x} and ${steps.x.outputs.y} become expressions.
    private static SkillNode Placeholders(SkillNode node) => node switch
    {
        MapNode map => new MapNode(map.Source, map.Start, map.End, [.. map.Entries.Select(static e => e with { Value = Placeholders(e.Value) })]),
        ListNode list => FormBuilder.List(list, list.Items.Select(Placeholders)),
        ScalarNode { Kind: ScalarKind.String } text when text.Text.Contains("${", StringComparison.Ordinal) =>
            FormBuilder.Text(System.Text.RegularExpressions.Regex.Replace(text.Text, @"\$\{([A-Za-z0-9_.\[\]]+)\}", "{{ $1 }}", System.Text.RegularExpressions.RegexOptions.NonBacktracking), text),
        _ => node,
    };
}
