using System.Text.Json;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>What a skill sends: prompt, messages, template file or body, and the partials.</summary>
internal sealed class PromptSection(ReadingContext context)
{
    private static readonly (string, UndefinedBehavior)[] Undefineds =
        [("schema", UndefinedBehavior.Schema), ("error", UndefinedBehavior.Error), ("empty", UndefinedBehavior.Empty)];

    private static readonly (string, TemplateWhitespace)[] Whitespaces = [("trim", TemplateWhitespace.Trim), ("keep", TemplateWhitespace.Keep)];

    private static readonly (string, bool)[] Engines = [("jinja", true), ("none", false)];

    private static readonly (string, MessageRole)[] Roles =
        [("system", MessageRole.System), ("user", MessageRole.User), ("assistant", MessageRole.Assistant)];

    private readonly DiagnosticList _diagnostics = context.Diagnostics;
    private readonly List<TemplateText> _templates = [];
    private bool _jinja = true;

    public sealed record Result(
        string? Single,
        IReadOnlyList<SkillMessage> Messages,
        IReadOnlyDictionary<string, string> Partials,
        UndefinedBehavior Undefined,
        TemplateWhitespace Whitespace,
        IReadOnlyList<TemplateText> Templates);

    public Result Read(KeyReader keys, JsonElement? inputSchema)
    {
        var template = keys.Section("template");
        _jinja = template?.Word("engine", Engines) ?? true;
        var undefined = template?.Word("undefined", Undefineds) ?? UndefinedBehavior.Schema;
        var whitespace = template?.Word("whitespace", Whitespaces) ?? TemplateWhitespace.Trim;
        var file = template?.TextNode("file");
        template?.End();

        var partials = Partials(keys.MapOf("partials"));
        var prompt = keys.TextNode("prompt");
        var list = keys.Take("messages");
        var steps = keys.Map.Find("steps");
        var messages = list is null ? [] : Messages(keys);
        string? single = null;
        CheckOneSource(keys, file);

        if (file is not null && context.Files.Read(file, _diagnostics, context.Limits) is { } source)
        {
            var matter = FrontMatter.Find(source);
            var body = RoleSplitter.Split(source, matter?.BodyStart ?? 0, source.Text.Length, _diagnostics);
            var skillFile = string.Equals(Path.GetFileName(file.Text), "SKILL.md", StringComparison.OrdinalIgnoreCase);
            messages = [.. FromBody(body, skillFile ? MessageRole.System : MessageRole.User), .. messages];
            if (prompt is not null)
            {
                messages.Add(new() { Content = Template(prompt) });
            }
            else if (messages.TrueForAll(static m => m.Role == MessageRole.System))
            {
                messages.Add(new() { Content = InputsAsText(inputSchema) });
            }
        }
        else if (prompt is not null)
        {
            single = Template(prompt);
        }
        else if (list is null && context.Body is { Count: > 0 } body)
        {
            messages = FromBody(body, MessageRole.User);
        }
        else if (list is null && file is null && steps is null && keys.Map.Find("prompt") is null && !context.PromptReported)
        {
            _diagnostics.Add(SkillDiagnosticCode.NoPrompt, keys.Map.Source, keys.Map.Start, 1, context.Body is null
                ? "There is nothing to send. Give 'prompt', 'messages', 'template.file' or 'steps'."
                : "There is nothing to send: the body below the front matter is empty.");
        }

        if (messages is [{ Role: MessageRole.User, Content: { } only, When: null, CacheBreakpoint: false }])
        {
            (single, messages) = (only, []);
        }

        return new(single, messages, partials, undefined, whitespace, _templates);
    }

    private void CheckOneSource(KeyReader keys, ScalarNode? file)
    {
        var (prompt, messages) = (keys.Map.Find("prompt"), keys.Map.Find("messages"));
        if (prompt is not null && messages is not null)
        {
            _diagnostics.Add(SkillDiagnosticCode.Exclusive, messages.Key, "'messages' and 'prompt' exclude each other; make the prompt one of the messages.");
        }

        if (keys.Map.Find("steps") is { } steps && (prompt ?? messages) is { } spoken)
        {
            _diagnostics.Add(SkillDiagnosticCode.Exclusive, spoken.Key, $"'{spoken.Key.Text}' and 'steps' exclude each other: a composed skill asks no model itself.");
        }

        var body = context.Body is { Count: > 0 };
        if (body && (prompt ?? messages) is { } other)
        {
            _diagnostics.Add(SkillDiagnosticCode.Exclusive, other.Key, $"'{other.Key.Text}' and the body below the front matter exclude each other.");
        }

        if (body && file is not null)
        {
            _diagnostics.Add(SkillDiagnosticCode.Exclusive, file, "'template.file' and the body below the front matter exclude each other.");
        }
    }

    private List<SkillMessage> FromBody(IReadOnlyList<(MessageRole? Role, ScalarNode Text)> body, MessageRole unmarked)
    {
        if (body.Count > 1 && body[0].Role is null)
        {
            _diagnostics.Add(SkillDiagnosticCode.FrontMatter, body[0].Text, "This text comes before the first role line, so it belongs to no message. Put 'system:' or 'user:' on the line before it.");
        }

        return [.. body.Select(b => new SkillMessage { Role = b.Role ?? unmarked, Content = Template(b.Text) })];
    }

    private List<SkillMessage> Messages(KeyReader keys)
    {
        var items = keys.Items("messages");
        if (items.Count == 0 && keys.Take("messages") is ListNode empty)
        {
            _diagnostics.Add(SkillDiagnosticCode.OutOfRange, empty, "'messages' must have at least one entry.");
        }

        var messages = new List<SkillMessage>();
        foreach (var item in items)
        {
            if (keys.AsMap(item, "A message") is { } map && Message(new(map, "a message", _diagnostics)) is { } message)
            {
                messages.Add(message);
            }
        }

        return messages;
    }

    private SkillMessage? Message(KeyReader keys)
    {
        SkillMessage? message;
        if (keys.Map.Find("history") is not null)
        {
            message = new() { History = keys.Text("history") ?? "", Last = keys.Int("last", 1) };
        }
        else if (keys.Map.Find("examples") is not null)
        {
            message = keys.Bool("examples") is true ? new() { Examples = true } : null;
            if (keys.Take("examples") is ScalarNode { Kind: ScalarKind.Boolean, Text: "false" } never)
            {
                _diagnostics.Add(SkillDiagnosticCode.NotAllowed, never, "'examples' can only be true; leave the entry out otherwise.");
            }
        }
        else
        {
            message = Spoken(keys);
        }

        keys.End();
        return message;
    }

    private SkillMessage? Spoken(KeyReader keys)
    {
        if (keys.Take("role") is null)
        {
            keys.Missing("role");
        }

        var role = keys.Word("role", Roles) ?? MessageRole.User;
        var when = keys.TextNode("when");
        if (when is not null)
        {
            _templates.Add(new(null, when, IsExpression: true));
        }

        var message = new SkillMessage { Role = role, When = when?.Text, CacheBreakpoint = keys.Bool("cache") ?? false };
        switch (keys.Take("content"))
        {
            case null:
                keys.Missing("content");
                return null;
            case ListNode parts:
                return message with { Parts = [.. parts.Items.Select(p => Part(keys, p)).OfType<SkillMessagePart>()] };
            case var content:
                return keys.AsText(content, "'content'") is { } text ? message with { Content = Template(text) } : null;
        }
    }

    private SkillMessagePart? Part(KeyReader keys, SkillNode item)
    {
        if (keys.AsMap(item, "A part of 'content'") is not { } map)
        {
            return null;
        }

        var part = new KeyReader(map, "a part of 'content'", _diagnostics);
        var (text, media) = (part.TextNode("text"), part.Section("media"));
        part.End();
        if ((text is null) == (media is null))
        {
            _diagnostics.Add(SkillDiagnosticCode.MissingKey, map.Source, map.Start, 1, "A part of 'content' has exactly one of 'text' and 'media'.");
            return null;
        }

        if (text is not null)
        {
            return new() { Text = Template(text) };
        }

        return Media(media!, map);
    }

    private SkillMessagePart? Media(KeyReader media, MapNode map)
    {
        var (url, input) = (media.TextNode("url"), media.TextNode("input"));
        if (media.Map.Find("url") is null && media.Map.Find("input") is null)
        {
            media.Missing("url");
        }

        if (url is not null && input is not null)
        {
            _diagnostics.Add(SkillDiagnosticCode.NotAllowed, map.Source, map.Start, 1, "'media' has exactly one of 'url' and 'input'.");
        }

        var part = new SkillMessagePart { MediaType = media.Text("mime"), CacheBreakpoint = media.Bool("cache") ?? false };
        media.End();
        if (input is not null)
        {
            // The name is checked as an expression, and counts as a use of the input.
            _templates.Add(new(null, input, IsExpression: true));
            return part with { MediaInput = input.Text };
        }

        return url is not null ? part with { MediaUrl = Template(url) } : null;
    }

    private Dictionary<string, string> Partials(MapNode? map)
    {
        var partials = new Dictionary<string, string>();
        foreach (var (key, value) in map?.Entries ?? [])
        {
            if (PartialText(key, value) is { } text)
            {
                partials[key.Text] = Template(text, key.Text);
            }
        }

        return partials;
    }

    private ScalarNode? PartialText(ScalarNode key, SkillNode value)
    {
        var keys = new KeyReader(new(value.Source, value.Start, value.End, []), "a partial", _diagnostics);
        if (value is not MapNode map)
        {
            return keys.AsText(value, $"The partial '{key.Text}'");
        }

        keys = new(map, "a partial", _diagnostics);
        if (map.Find("file") is null)
        {
            keys.Missing("file");
        }

        var file = keys.TextNode("file");
        keys.End();
        return file is not null && context.Files.Read(file, _diagnostics, context.Limits) is { } source
            ? RoleSplitter.Raw(source, 0, source.Text.Length)
            : null;
    }

    private string Template(ScalarNode node, string? partial = null)
    {
        if (!_jinja)
        {
            return Verbatim(node.Text);
        }

        _templates.Add(new(partial, node));
        return node.Text;
    }

    /// <summary>Text as a template that prints it as it is.</summary>
    internal static string Verbatim(string text)
    {
        if (!text.Contains("{{", StringComparison.Ordinal) && !text.Contains("{%", StringComparison.Ordinal) && !text.Contains("{#", StringComparison.Ordinal))
        {
            return text;
        }

        return text.Contains("endraw", StringComparison.Ordinal)
            ? text.Replace("{", "{{ '{' }}", StringComparison.Ordinal)
            : $"{{% raw %}}{text}{{% endraw %}}";
    }

    // Without a user message of its own, a skill sends its inputs: a single text as it is, anything else by name.
    internal static string InputsAsText(JsonElement? schema)
    {
        var names = schema?.ValueKind == JsonValueKind.Object && schema.Value.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Select(static p => p.Name).ToList()
            : [];
        return names is [var only]
            ? $"{{{{ {only} }}}}"
            : string.Join('\n', names.Select(static n => $"{n}: {{{{ {n} | tojson }}}}"));
    }
}
