using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Skills.Engine.Typed;

namespace Skills.Engine;

/// <summary>
/// A skill whose inputs and outputs are .NET types. Make one with <see cref="Skill.For{TIn, TOut}(string, string, JsonSerializerOptions?)"/>.
/// Immutable and safe to share between threads. Keep one instance and run it many times.
/// </summary>
/// <typeparam name="TIn">The inputs. The prompt reads its members by their JSON names, in camel case unless the serializer settings say otherwise.</typeparam>
/// <typeparam name="TOut">The outputs.</typeparam>
public sealed class Skill<TIn, TOut>
{
    internal Skill(Skill definition, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output) => (Definition, Input, Output) = (definition, input, output);

    /// <summary>Gets the skill that runs, for a catalog, a stream or a preview. Its schemas are derived from the types.</summary>
    public Skill Definition { get; }

    internal JsonTypeInfo<TIn> Input { get; }

    internal JsonTypeInfo<TOut> Output { get; }

    /// <summary>Returns a copy with another definition, for example another version, model preferences or limits.</summary>
    /// <param name="change">Receives the definition and returns the changed copy: <c>s => s with { Version = "1.1.0" }</c>.</param>
    public Skill<TIn, TOut> With(Func<Skill, Skill> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new(change(Definition), Input, Output);
    }

    /// <summary>Returns a copy with more rules, which run in order after those that are there.</summary>
    /// <param name="add">Adds the rules: <c>r => r.Range(o => o.Score, 0, 10).Must(o => o.Text.Length > 0, "The text is empty.")</c>.</param>
    public Skill<TIn, TOut> WithRules(Action<RuleBuilder<TOut>> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        var builder = new RuleBuilder<TOut>(Output);
        add(builder);
        return With(s => s with { ValidationRules = [.. s.ValidationRules, .. builder.Rules] });
    }
}
