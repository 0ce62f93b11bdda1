using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Engine.Rules;
using Skills.Jinja;

namespace Skills.Engine.Composition;

/// <summary>Fills in the templates of a step's inputs, conditions and lists.</summary>
internal sealed partial class StepTemplates
{
    // Gives its value as the host sees it: what a filter gives one by one becomes a list.
    private const string Whole = "whole_value";

    private readonly JinjaEnvironment _environment = new(new() { Undefined = JinjaUndefined.Strict, KeepTrailingNewline = true, Filters = { [Whole] = static a => a[0] } });

    /// <summary>What the templates may use.</summary>
    public JinjaEnvironment Environment => _environment;

    /// <summary>Whether a text is exactly one <c>{{ … }}</c>, so that it gives the value itself.</summary>
    public static bool IsWhole(string text) => Inside(text) is not null;

    /// <summary>The value with its texts filled in; a text that is one expression becomes what that gives.</summary>
    /// <exception cref="JinjaException">A template is wrong, or reads what is not there.</exception>
    public JsonElement Fill(JsonElement template, IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { MaxDepth = 1000 }))
        {
            Write(writer, template, context, cancellationToken);
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length), new() { MaxDepth = 1000 });
    }

    /// <summary>Whether a condition holds.</summary>
    /// <exception cref="JinjaException">It is wrong, or reads what is not there.</exception>
    public bool Holds(string condition, IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken) =>
        _environment.CompileExpression(Expression(condition)).EvaluateBool(context, cancellationToken);

    /// <summary>What an expression gives.</summary>
    /// <exception cref="JinjaException">It is wrong, or reads what is not there.</exception>
    public JsonElement Value(string expression, IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken) =>
        Evaluate(expression, context, cancellationToken);

    private void Write(Utf8JsonWriter writer, JsonElement template, IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken)
    {
        switch (template.ValueKind)
        {
            case JsonValueKind.String when template.GetString()!.Contains('{', StringComparison.Ordinal):
                var text = template.GetString()!;
                if (Inside(text) is not null)
                {
                    Evaluate(text, context, cancellationToken).WriteTo(writer);
                }
                else
                {
                    writer.WriteStringValue(_environment.Parse(Tag().Replace(text, static tag => MemberAccess.AsItems(tag.Value))).Render(context, cancellationToken));
                }

                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in template.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, context, cancellationToken);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in template.EnumerateArray())
                {
                    Write(writer, item, context, cancellationToken);
                }

                writer.WriteEndArray();
                break;
            default:
                template.WriteTo(writer);
                break;
        }
    }

    // A filter such as select gives its items one by one; what comes of it is the list of them.
    private JsonElement Evaluate(string text, IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken)
    {
        var expression = Expression(text);
        var mayBeLazy = expression.Contains('|', StringComparison.Ordinal) || expression.Contains('(', StringComparison.Ordinal);
        return _environment.CompileExpression(mayBeLazy ? $"({expression}) | {Whole}" : expression).EvaluateJson(context, cancellationToken);
    }

    // A property may be called as a method of mappings is: steps.find.outputs.items.
    private static string Expression(string text) => MemberAccess.AsItems(Inside(text) ?? text);

    // The inside of a text that is exactly one {{ … }}; null for any other.
    private static string? Inside(string text)
    {
        var trimmed = text.AsSpan().Trim();
        return trimmed is ['{', '{', .., '}', '}'] && trimmed[2..^2].IndexOf("}}") < 0 && trimmed[2..^2].IndexOf("{{") < 0
            ? trimmed[2..^2].Trim('-').Trim().ToString()
            : null;
    }

    [GeneratedRegex(@"\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
