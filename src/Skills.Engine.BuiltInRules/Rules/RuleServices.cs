using Skills.Engine.Embeddings;
using Skills.Jinja;

namespace Skills.Engine.Rules;

/// <summary>What rules share.</summary>
/// <param name="Custom">Rules written in C#.</param>
/// <param name="Schemas">Compiles the schemas rules bring.</param>
/// <param name="Http">Calls remote validators.</param>
/// <param name="Judge">Runs the skill that judges.</param>
/// <param name="Jinja">Compiles conditions, expressions and messages.</param>
/// <param name="Hosts">The hosts that remote validators may have.</param>
internal sealed record RuleServices(IReadOnlyList<IValidationRule> Custom, ISchemaCompiler Schemas, IHttpClientFactory Http, RuleJudge Judge, JinjaEnvironment Jinja, RuleHosts Hosts)
{
    /// <summary>Makes embeddings; null where the rules run without an engine.</summary>
    public EmbeddingMeter? Embeddings { get; init; }

    /// <summary>Compiles an expression over <c>outputs</c> and <c>inputs</c>.</summary>
    /// <exception cref="RuleFormatException">It cannot be read.</exception>
    public JinjaExpression Expression(string text)
    {
        try
        {
            return Jinja.CompileExpression(MemberAccess.AsItems(text));
        }
        catch (JinjaException wrong)
        {
            throw new RuleFormatException($"The expression '{text}' cannot be read: {wrong.Message}") { Value = text, Reason = $"The expression '{text}' cannot be read: {wrong.Reason}", At = (wrong.Line, wrong.Column) };
        }
    }

    /// <summary>Compiles a message that may hold Jinja2.</summary>
    /// <exception cref="RuleFormatException">It cannot be read.</exception>
    public JinjaTemplate Template(string text)
    {
        try
        {
            return Jinja.Parse(text);
        }
        catch (JinjaException wrong)
        {
            throw new RuleFormatException($"The message cannot be read: {wrong.Message}") { Parameter = "message", Value = text, Reason = $"The message cannot be read: {wrong.Reason}", At = (wrong.Line, wrong.Column) };
        }
    }

    /// <summary>Compiles a schema.</summary>
    /// <exception cref="RuleFormatException">It is no schema.</exception>
    public ICompiledSchema Schema(System.Text.Json.JsonElement schema)
    {
        try
        {
            return Schemas.Compile(schema);
        }
        catch (SchemaCompileException wrong)
        {
            throw new RuleFormatException($"The schema cannot be read: {wrong.Message}") { Parameter = "schema" };
        }
    }
}
