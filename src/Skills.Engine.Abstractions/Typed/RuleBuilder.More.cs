using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Typed;
using Skills.Json;

namespace Skills.Engine;

/// <content>Rules over lists, inputs and other skills.</content>
public sealed partial class RuleBuilder<TOut>
{
    /// <summary>Checks that no two items of a list are equal.</summary>
    /// <param name="list">The list.</param>
    /// <param name="by">The member that is compared; null for the whole items.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> Unique<T>(Expression<Func<TOut, IEnumerable<T>>> list, Expression<Func<T, object?>>? by = null, RuleOptions? options = null) =>
        Add("unique", options, null, Field(list), ("by", by is null ? null : MemberPath.Of(by, _output.Options)));

    /// <summary>Checks that the items of a list are in order.</summary>
    /// <param name="list">The list.</param>
    /// <param name="by">The member that is compared; null for the whole items.</param>
    /// <param name="descending">Whether the largest comes first. Default false.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> Sorted<T>(Expression<Func<TOut, IEnumerable<T>>> list, Expression<Func<T, object?>>? by = null, bool descending = false, RuleOptions? options = null) =>
        Add("sorted", options, null, Field(list), ("by", by is null ? null : MemberPath.Of(by, _output.Options)), ("order", descending ? "descending" : "ascending"));

    /// <summary>Compares two places of the outputs.</summary>
    /// <param name="field">The left side.</param>
    /// <param name="relation">One of <c>==</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>.</param>
    /// <param name="other">The right side.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> Compare<T>(Expression<Func<TOut, T>> field, string relation, Expression<Func<TOut, T>> other, RuleOptions? options = null) =>
        Add("compare", options, null, Field(field), ("op", relation), ("other", MemberPath.Of(other, _output.Options)));

    /// <summary>Compares a place of the outputs with an input.</summary>
    /// <param name="field">The left side.</param>
    /// <param name="relation">One of <c>==</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>.</param>
    /// <param name="input">The path of the input, in its JSON name.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> CompareToInput(Expression<Func<TOut, object?>> field, string relation, string input, RuleOptions? options = null) =>
        Add("compare", options, null, Field(field), ("op", relation), ("other_input", input));

    /// <summary>Compares a place of the outputs with a constant.</summary>
    /// <param name="field">The left side.</param>
    /// <param name="relation">One of <c>==</c>, <c>!=</c>, <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c>.</param>
    /// <param name="value">The right side; not null.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> CompareToValue<T>(Expression<Func<TOut, T>> field, string relation, T value, RuleOptions? options = null) =>
        Add("compare", options, null, Field(field), ("op", relation), ("value", JsonSerializer.SerializeToNode(value, _output.Options.GetTypeInfo(typeof(T)))));

    /// <summary>Checks that a string contains texts, or a list contains values.</summary>
    /// <param name="field">The place.</param>
    /// <param name="values">What must be in it.</param>
    /// <param name="any">Whether one of them is enough. Default: all.</param>
    /// <param name="ignoreCase">Whether case is ignored. Default false.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> Contains<T>(Expression<Func<TOut, object?>> field, IEnumerable<T> values, bool any = false, bool ignoreCase = false, RuleOptions? options = null) =>
        Add("contains", options, null, Field(field), ("values", List(values)), ("mode", any ? "any" : "all"), ("ignore_case", ignoreCase));

    /// <summary>Checks that a string contains none of the texts, or a list none of the values.</summary>
    public RuleBuilder<TOut> NotContains<T>(Expression<Func<TOut, object?>> field, IEnumerable<T> values, bool ignoreCase = false, RuleOptions? options = null) =>
        Add("not_contains", options, null, Field(field), ("values", List(values)), ("ignore_case", ignoreCase));

    /// <summary>Checks that the outputs contain no personal data.</summary>
    /// <param name="kinds">The kinds looked for, such as <c>email</c>; null for all.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> NoPersonalData(IEnumerable<string>? kinds = null, RuleOptions? options = null) => Add("pii", options, null, ("kinds", kinds is null ? null : Texts(kinds)));

    /// <summary>Checks that the outputs contain no keys or tokens.</summary>
    /// <param name="kinds">The kinds looked for, such as <c>jwt</c>; null for all.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> NoSecrets(IEnumerable<string>? kinds = null, RuleOptions? options = null) => Add("secrets", options, null, ("kinds", kinds is null ? null : Texts(kinds)));

    /// <summary>Checks how similar a string and an input are, from 0 to 1; a bound that is null is open.</summary>
    public RuleBuilder<TOut> Similarity(Expression<Func<TOut, object?>> field, string input, double? min = null, double? max = null, RuleOptions? options = null) =>
        Add("similarity", options, null, Field(field), ("input", input), ("min", min), ("max", max));

    /// <summary>Checks how near a string and an input are in meaning, as the cosine of their embeddings; a bound that is null is open. The host registers embeddings with <c>AddEmbeddings</c>.</summary>
    public RuleBuilder<TOut> SimilarMeaning(Expression<Func<TOut, object?>> field, string input, double? min = null, double? max = null, RuleOptions? options = null) =>
        Add("similarity", options, null, Field(field), ("input", input), ("by", "meaning"), ("min", min), ("max", max));

    /// <summary>Checks that a string occurs in the inputs.</summary>
    /// <param name="field">The place.</param>
    /// <param name="inputs">The paths of the inputs that may contain it.</param>
    /// <param name="quotes">Whether only what is in quotation marks is looked for. Default false.</param>
    /// <param name="minLength">Shorter texts pass. Default 1 character.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> GroundedIn(Expression<Func<TOut, object?>> field, IEnumerable<string> inputs, bool quotes = false, int minLength = 1, RuleOptions? options = null) =>
        Add("grounded_in", options, null, Field(field), ("input", Texts(inputs)), ("quotes", quotes), ("min_length", minLength));

    /// <summary>Checks a place against the schema of a type, with its data annotations.</summary>
    public RuleBuilder<TOut> MatchesType<T>(Expression<Func<TOut, object?>> field, RuleOptions? options = null) =>
        Schema(field, TypeSchema.OfOutput(_output.Options.GetTypeInfo(typeof(T))), options);

    /// <summary>Checks a place against a JSON Schema.</summary>
    public RuleBuilder<TOut> Schema(Expression<Func<TOut, object?>> field, JsonElement schema, RuleOptions? options = null) =>
        Add("json_schema", options, null, Field(field), ("schema", JsonNode.Parse(schema.GetRawText())));

    /// <summary>Asks a service of your own over HTTP. The outputs are sent to it.</summary>
    /// <param name="url">An absolute <c>https</c> or <c>http</c> address.</param>
    /// <param name="timeout">How long it may take; null: 5 seconds.</param>
    /// <param name="sendInputs">Whether the inputs are sent too. Default false.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> Http(Uri url, TimeSpan? timeout = null, bool sendInputs = false, RuleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Add("http", options, null, ("url", url.OriginalString), ("timeout_seconds", timeout?.TotalSeconds), ("send_inputs", sendInputs));
    }

    /// <summary>Lets another skill judge the outputs, or one place of them.</summary>
    /// <param name="skill">The name of the judging skill in the catalog.</param>
    /// <param name="criteria">What it judges by.</param>
    /// <param name="threshold">The lowest score that passes, from 0 to 1. Default 0.5.</param>
    /// <param name="field">The place; null for the whole.</param>
    /// <param name="options">Severity, condition and action; null for the defaults.</param>
    public RuleBuilder<TOut> Judge(string skill, string criteria, double threshold = 0.5, Expression<Func<TOut, object?>>? field = null, RuleOptions? options = null) =>
        Add("llm_judge", options, null, ("skill", skill), ("criteria", criteria), ("threshold", threshold), ("field", field is null ? null : MemberPath.Of(field, _output.Options)));

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(static t => (JsonNode)t)];
}
