using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Skills.Engine.Typed;
using Skills.Json;

namespace Skills.Engine;

/// <summary>
/// Adds rules to a typed skill without JSON. Selectors such as <c>o => o.Items.Each().Price</c> name the place.
/// Unlike rules of a skill file, a failed rule asks the model again unless <see cref="RuleOptions.OnFail"/> says otherwise.
/// </summary>
/// <typeparam name="TOut">The outputs.</typeparam>
public sealed partial class RuleBuilder<TOut>
{
    private readonly JsonTypeInfo<TOut> _output;
    private readonly List<ValidationRule> _rules = [];

    internal RuleBuilder(JsonTypeInfo<TOut> output) => _output = output;

    internal IReadOnlyList<ValidationRule> Rules => _rules;

    /// <summary>Adds a check in C#. An exception counts as a failure of the rule.</summary>
    /// <param name="holds">Returns whether the outputs are right. Must be thread-safe, and depend on nothing but the outputs.</param>
    /// <param name="message">What is wrong when it returns false. It is also part of the cache key: change it when the check changes.</param>
    /// <param name="at">The place that a finding names; null for the whole.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> Must(Func<TOut, bool> holds, string message, Expression<Func<TOut, object?>>? at = null, RuleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(holds);
        ArgumentException.ThrowIfNullOrEmpty(message);
        var pointer = at is null ? "" : MemberPath.PointerOf(at, _output.Options);
        var rule = new LambdaRule<TOut>(TypedReader.For(_output.Options), "must", holds, pointer, message);
        return Add("custom", options, rule, ("name", "must"), ("message", message));
    }

    /// <summary>Runs a rule registered with <c>AddRule</c> under this name.</summary>
    /// <param name="name">The rule's name.</param>
    /// <param name="parameters">What the rule reads; null for nothing.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> Custom(string name, JsonObject? parameters = null, RuleOptions? options = null) =>
        Add("custom", options, null, [.. (parameters ?? []).Select(static p => (p.Key, p.Value?.DeepClone())), ("name", name)]);

    /// <summary>Checks a Jinja2 expression over <c>outputs</c> and <c>inputs</c>.</summary>
    public RuleBuilder<TOut> Expression(string expression, RuleOptions? options = null) => Add("expression", options, null, ("expression", expression));

    /// <summary>Checks that places are there, and with <paramref name="nonEmpty"/> that they are not null, blank or without items.</summary>
    public RuleBuilder<TOut> Required(bool nonEmpty, params ReadOnlySpan<Expression<Func<TOut, object?>>> fields) =>
        Add("required_fields", null, null, ("fields", Paths(fields)), ("non_empty", nonEmpty));

    /// <summary>Checks the JSON type of a place: <c>string</c>, <c>number</c>, <c>integer</c>, <c>boolean</c>, <c>array</c>, <c>object</c> or <c>null</c>.</summary>
    public RuleBuilder<TOut> TypeCheck(Expression<Func<TOut, object?>> field, string type, RuleOptions? options = null) => Add("type_check", options, null, Field(field), ("expected", type));

    /// <summary>Checks that a number is between two bounds; a bound that is null is open.</summary>
    /// <param name="field">The place.</param>
    /// <param name="min">The lowest value.</param>
    /// <param name="max">The highest value.</param>
    /// <param name="exclusive">Whether the bounds themselves fail. Default false.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> Range(Expression<Func<TOut, object?>> field, double? min = null, double? max = null, bool exclusive = false, RuleOptions? options = null) =>
        Add("range_check", options, null, Field(field), ("min", min), ("max", max), ("exclusive", exclusive));

    /// <summary>Checks a regular expression.</summary>
    /// <param name="field">The place, a string.</param>
    /// <param name="pattern">A .NET pattern.</param>
    /// <param name="whole">Whether the whole text must match. Default: any part.</param>
    /// <param name="ignoreCase">Whether case is ignored. Default false.</param>
    /// <param name="negate">Whether a match fails. Default false.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> Regex(Expression<Func<TOut, object?>> field, string pattern, bool whole = false, bool ignoreCase = false, bool negate = false, RuleOptions? options = null) =>
        Add("regex", options, null, Field(field), ("pattern", pattern), ("match", whole ? "full" : "search"), ("ignore_case", ignoreCase), ("negate", negate));

    /// <summary>Checks the number of characters, items or members; a bound that is null is open.</summary>
    public RuleBuilder<TOut> Length(Expression<Func<TOut, object?>> field, int? min = null, int? max = null, RuleOptions? options = null) => Add("length", options, null, Field(field), ("min", min), ("max", max));

    /// <summary>Checks the number of words; a bound that is null is open.</summary>
    public RuleBuilder<TOut> Words(Expression<Func<TOut, object?>> field, int? min = null, int? max = null, RuleOptions? options = null) => Add("words", options, null, Field(field), ("min", min), ("max", max));

    /// <summary>Checks that a value is on a list.</summary>
    public RuleBuilder<TOut> OneOf<T>(Expression<Func<TOut, T>> field, IEnumerable<T> values, bool ignoreCase = false, RuleOptions? options = null) =>
        Add("one_of", options, null, Field(field), ("values", List(values)), ("ignore_case", ignoreCase));

    /// <summary>Checks that a value is not on a list.</summary>
    public RuleBuilder<TOut> NotOneOf<T>(Expression<Func<TOut, T>> field, IEnumerable<T> values, bool ignoreCase = false, RuleOptions? options = null) =>
        Add("not_one_of", options, null, Field(field), ("values", List(values)), ("ignore_case", ignoreCase));

    /// <summary>Checks a format of JSON Schema, such as <c>email</c>, <c>uri</c> or <c>uuid</c>.</summary>
    public RuleBuilder<TOut> Format(Expression<Func<TOut, object?>> field, string format, RuleOptions? options = null) => Add("format", options, null, Field(field), ("format", format));

    private RuleBuilder<TOut> Add(string type, RuleOptions? options, IValidationRule? code, params ReadOnlySpan<(string Name, JsonNode? Value)> parameters)
    {
        options ??= new();
        _rules.Add(new()
        {
            Type = type,
            Parameters = RuleParametersText.Of(parameters),
            Message = options.Message,
            Severity = options.Severity,
            When = options.When,
            OnFail = options.OnFail,
            Code = code,
        });
        return this;
    }

    private (string Name, JsonNode? Value) Field(LambdaExpression field) => ("field", MemberPath.Of(field, _output.Options));

    private JsonArray Paths(ReadOnlySpan<Expression<Func<TOut, object?>>> fields)
    {
        var paths = new JsonArray();
        foreach (var field in fields)
        {
            paths.Add((JsonNode)MemberPath.Of(field, _output.Options));
        }

        return paths;
    }

    // Values in the form that outputs have.
    private JsonArray List<T>(IEnumerable<T> values) => [.. values.Select(v => JsonSerializer.SerializeToNode(v, _output.Options.GetTypeInfo(typeof(T))))];
}
