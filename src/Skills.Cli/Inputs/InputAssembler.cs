using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Cli.Shell;
using Skills.Engine;
using Skills.JsonSchema;

namespace Skills.Cli.Inputs;

/// <summary>Builds the object of inputs from what was typed.</summary>
internal sealed class InputAssembler
{
    private readonly CliHost _host;
    private readonly int _maxBytes;
    private readonly Lazy<SchemaView?> _schema;
    private readonly JsonObject _inputs = [];

    public InputAssembler(CliHost host, Skill skill, int maxBytes)
    {
        (_host, _maxBytes) = (host, maxBytes);
        _schema = new(() => skill.InputSchema is { } schema ? SchemaView.Of(schema) : null);
    }

    /// <summary>Adds what one <c>-i</c> says.</summary>
    public async Task AddAsync(string typed, CancellationToken cancellationToken)
    {
        if (typed is "-" or "@-")
        {
            AddObject(Parse(await ReadAllAsync(_host.In, "the standard input", cancellationToken).ConfigureAwait(false), "the standard input"), "the standard input");
            return;
        }

        if (typed.StartsWith('@'))
        {
            var path = typed[1..];
            AddObject(Parse(await ReadFileAsync(path, cancellationToken).ConfigureAwait(false), path), path);
            return;
        }

        await AddValueAsync(typed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds every property of an object.</summary>
    public void AddObject(JsonElement value, string source)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new CliException(ExitCode.Usage, $"The inputs in {source} must be a JSON object, such as {{\"text\": \"…\"}}.");
        }

        foreach (var property in value.EnumerateObject())
        {
            _inputs[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        }
    }

    /// <summary>Returns the object.</summary>
    public JsonElement ToJson() => JsonElement.Parse(_inputs.ToJsonString());

    private async Task AddValueAsync(string typed, CancellationToken cancellationToken)
    {
        var at = typed.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            throw new CliException(ExitCode.Usage, $"'{PlainText.Line(typed, 40)}' is not an input. Write name=text, name:=json, name=@file, @file.json or '-'.");
        }

        var (name, value) = (typed[..at], typed[(at + 1)..]);
        if (name.EndsWith(':'))
        {
            name = name[..^1];
            _inputs[name] = JsonNode.Parse(Parse(value, $"'{name}'").GetRawText());
            return;
        }

        if (value.StartsWith('@'))
        {
            value = value is "@-"
                ? await ReadAllAsync(_host.In, "the standard input", cancellationToken).ConfigureAwait(false)
                : await ReadFileAsync(value[1..], cancellationToken).ConfigureAwait(false);
        }

        _inputs[name] = Typed(name, value);
    }

    // A text is a text wherever the schema takes one. Elsewhere it is read as the JSON that the schema wants.
    private JsonNode? Typed(string name, string value)
    {
        var types = _schema.Value?.Property(name)?.Types ?? JsonSchemaTypes.String;
        if ((types & JsonSchemaTypes.String) != 0)
        {
            return JsonValue.Create(value);
        }

        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }

    private static JsonElement Parse(string text, string source)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCode.Usage, $"The JSON in {source} cannot be read at line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}.");
        }
    }

    private async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var full = _host.FullPath(path);
        if (!File.Exists(full))
        {
            throw new CliException(ExitCode.Usage, $"The input file '{path}' does not exist.");
        }

        using var reader = new StreamReader(full);
        return await ReadAllAsync(reader, path, cancellationToken).ConfigureAwait(false);
    }

    // A pipe has no length, so the limit is checked while reading.
    private async Task<string> ReadAllAsync(TextReader reader, string source, CancellationToken cancellationToken)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[8192];
        while (await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            text.Append(buffer, 0, read);
            if (text.Length > _maxBytes)
            {
                throw new CliException(ExitCode.Usage, $"The inputs in {source} are larger than {_maxBytes} bytes. Make them smaller, or raise SkillsEngine:MaxInputBytes.");
            }
        }

        return text.ToString();
    }
}
