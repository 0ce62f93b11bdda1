using System.Globalization;
using System.Text.Json;

namespace Skills.Jinja.Tests.Goldens;

/// <summary>One line of fixtures/goldens.jsonl: a template, its context, and what the real Jinja2 makes of it.</summary>
internal sealed class GoldenCase(JsonElement json)
{
    internal static readonly DateTimeOffset Now = new(2024, 7, 26, 14, 5, 9, TimeSpan.Zero);

    internal string Id => $"{Group}/{json.GetProperty("name").GetString()}";

    internal string Group => json.GetProperty("group").GetString()!;

    internal int Tier => json.GetProperty("tier").GetInt32();

    internal string Template => json.GetProperty("template").GetString()!;

    internal JsonElement Options => json.TryGetProperty("options", out var options) ? options : JsonElement.Parse("{}");

    internal JsonElement Context => json.TryGetProperty("context", out var context) ? context : JsonElement.Parse("{}");

    internal IReadOnlyList<string>? Undeclared => json.TryGetProperty("undeclared", out var names) ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : null;

    internal IReadOnlyList<string?>? References => json.TryGetProperty("references", out var names) ? [.. names.EnumerateArray().Select(n => n.GetString())] : null;

    internal IReadOnlyList<(int Start, int End)> Spans => json.TryGetProperty("spans", out var spans) ? [.. spans.EnumerateArray().Select(s => (s[0].GetInt32(), s[1].GetInt32()))] : [];

    /// <summary>What is expected: a text, or an error. The newer Jinja2 wins where both are given.</summary>
    internal JsonElement Outcome => json.TryGetProperty("jinja_3_1_6", out var newer) ? newer : json;

    internal Dictionary<string, string> Templates => json.TryGetProperty("templates", out var templates)
        ? templates.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!)
        : [];

    internal JinjaEnvironment Environment(JinjaLimits? limits = null)
    {
        var o = Options;
        var options = Text("profile") == "hf" ? JinjaOptions.ForChatTemplates() : new JinjaOptions();
        options.Limits = limits ?? options.Limits;
        options.TimeProvider = new FixedTime();
        options.Loader = new JinjaMemoryLoader(Templates);
        options.TrimBlocks = Flag("trim_blocks") ?? options.TrimBlocks;
        options.LstripBlocks = Flag("lstrip_blocks") ?? options.LstripBlocks;
        options.KeepTrailingNewline = Flag("keep_trailing_newline") ?? false;
        options.Autoescape = Flag("autoescape") ?? false;
        options.NewlineSequence = Text("newline_sequence") ?? "\n";
        options.Undefined = Enum.Parse<JinjaUndefined>(Text("undefined") ?? "default", true);
        options.Sandbox = Text("sandbox") == "immutable" ? JinjaSandbox.Immutable : options.Sandbox;
        options.Finalize = Text("finalize") == "none_empty" ? static v => v ?? "" : null;
        var d = options.Delimiters;
        options.Delimiters = new()
        {
            BlockStart = Text("block_start_string") ?? d.BlockStart,
            BlockEnd = Text("block_end_string") ?? d.BlockEnd,
            VariableStart = Text("variable_start_string") ?? d.VariableStart,
            VariableEnd = Text("variable_end_string") ?? d.VariableEnd,
            CommentStart = Text("comment_start_string") ?? d.CommentStart,
            CommentEnd = Text("comment_end_string") ?? d.CommentEnd,
            LineStatementPrefix = Text("line_statement_prefix"),
            LineCommentPrefix = Text("line_comment_prefix"),
        };
        foreach (var extension in o.TryGetProperty("extensions", out var extensions) ? extensions.EnumerateArray().Select(e => e.GetString()) : [])
        {
            options.Do |= extension == "do";
            options.LoopControls |= extension == "loopcontrols";
            options.Trans |= extension == "i18n";
        }

        if (o.TryGetProperty("catalog", out var catalog))
        {
            var texts = catalog.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
            options.Translate = t => texts.GetValueOrDefault((t.Context is null ? "" : t.Context + "|") + (t.Plural is null || t.Count == 1 ? t.Text : t.Plural));
        }

        return new(options);
    }

    internal Dictionary<string, object?> HostContext()
    {
        var functions = new HostFunctions();
        return Context.EnumerateObject().ToDictionary(p => p.Name, p => Decode(p.Value, functions));
    }

    /// <summary>The offset of an error in the template it names.</summary>
    internal int OffsetOf(JinjaException error, out string source)
    {
        source = (error.TemplateName is null ? Template : Templates.GetValueOrDefault(error.TemplateName, "")).ReplaceLineEndings("\n");
        var lines = source.Split('\n');
        return error.Line < 1 || error.Line > lines.Length ? -1 : lines.Take(error.Line - 1).Sum(static l => l.Length + 1) + error.Column - 1;
    }

    private static object? Decode(JsonElement value, HostFunctions functions)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return value.EnumerateArray().Select(e => Decode(e, functions)).ToList();
            case JsonValueKind.Object:
                var properties = value.EnumerateObject().ToList();
                if (properties.Count == 1 && properties[0].Name.StartsWith('$'))
                {
                    return Special(properties[0].Name, properties[0].Value, functions);
                }

                return properties.ToDictionary(p => p.Name, p => Decode(p.Value, functions));
            default:
                return value;
        }
    }

    private static object? Special(string kind, JsonElement value, HostFunctions functions) => kind switch
    {
        "$tuple" => new Values.TupleValue([.. value.EnumerateArray().Select(e => Inner(e, functions))]),
        "$markup" => new JinjaMarkup(value.GetString()!),
        "$set" => MakeSet(value, functions),
        "$obj" => new HostObject(value.EnumerateObject().ToDictionary(p => p.Name, p => Decode(p.Value, functions))),
        "$float" => value.GetString() switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, _ => double.NegativeInfinity },
        "$date" => DateOnly.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        "$datetime" => DateTime.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        "$gen" => new Values.GeneratorValue(value.EnumerateArray().Select(e => Inner(e, functions)).ToList().GetEnumerator()),
        "$fn" => functions.Get(value.GetString()!),
        _ => new Dictionary<string, object?> { [kind] = Decode(value, functions) },
    };

    private static Values.Value Inner(JsonElement value, HostFunctions functions) => Values.HostValues.From(Decode(value, functions), new());

    private static Values.SetValue MakeSet(JsonElement value, HostFunctions functions)
    {
        var dict = new Values.DictValue();
        foreach (var item in value.EnumerateArray())
        {
            dict.Set(null, Inner(item, functions), Values.Value.None);
        }

        return new(dict);
    }

    private string? Text(string name) => Options.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private bool? Flag(string name) => Options.TryGetProperty(name, out var value) ? value.GetBoolean() : null;

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }

    private sealed class HostObject(Dictionary<string, object?> members) : IJinjaObject
    {
        public string TypeName => "host.Obj";

        public bool TryGetMember(string name, out object? value) => members.TryGetValue(name, out value);

        public string ToTemplateText() => "<Obj>";
    }
}
