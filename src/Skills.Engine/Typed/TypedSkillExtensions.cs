using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Skills.Engine.Typed;
using Skills.Json;

namespace Skills.Engine;

/// <summary>Runs skills with .NET types as inputs and outputs.</summary>
public static class TypedSkillExtensions
{
    /// <summary>Runs a typed skill.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="skill">The skill.</param>
    /// <param name="input">Its inputs; written with the skill's serializer settings.</param>
    /// <param name="context">The caller; null when anonymous.</param>
    /// <param name="cancellationToken">Ends the execution.</param>
    /// <returns>The result; <see cref="SkillResult{TOutput}.Value"/> is the output or throws.</returns>
    public static async Task<SkillResult<TOut>> ExecuteAsync<TIn, TOut>(this ISkillExecutionEngine engine, Skill<TIn, TOut> skill, TIn input, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(skill);
        var inputs = JsonSerializer.SerializeToElement(input, skill.Input);
        return await engine.ExecuteAsync(skill.Definition, inputs, skill.Output, context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a skill and reads its outputs with your serializer settings.</summary>
    /// <typeparam name="TOut">The outputs.</typeparam>
    /// <param name="engine">The engine.</param>
    /// <param name="skill">The skill.</param>
    /// <param name="inputs">As for the engine's own method.</param>
    /// <param name="options">Naming and converters. Enums are read by name, and nullable annotations respected, in addition.</param>
    /// <param name="context">The caller; null when anonymous.</param>
    /// <param name="cancellationToken">Ends the execution.</param>
    [RequiresUnreferencedCode(ReflectionDoor.Message)]
    [RequiresDynamicCode(ReflectionDoor.Message)]
    public static async Task<SkillResult<TOut>> ExecuteAsync<TOut>(this ISkillExecutionEngine engine, Skill skill, object? inputs, JsonSerializerOptions options, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        return TypedResult.Read<TOut>(await engine.ExecuteAsync(skill, inputs, context, cancellationToken).ConfigureAwait(false), TypedReader.For(TypedJson.For(options)));
    }

    /// <summary>Runs a skill and reads its outputs with source-generated metadata, used as it is.</summary>
    /// <typeparam name="TOut">The outputs.</typeparam>
    /// <param name="engine">The engine.</param>
    /// <param name="skill">The skill.</param>
    /// <param name="inputs">As for the engine's own method.</param>
    /// <param name="output">The metadata, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="context">The caller; null when anonymous.</param>
    /// <param name="cancellationToken">Ends the execution.</param>
    public static async Task<SkillResult<TOut>> ExecuteAsync<TOut>(this ISkillExecutionEngine engine, Skill skill, object? inputs, JsonTypeInfo<TOut> output, SkillExecutionContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(output);
        return TypedResult.Read<TOut>(await engine.ExecuteAsync(skill, inputs, context, cancellationToken).ConfigureAwait(false), TypedReader.For(output.Options));
    }

    /// <summary>Adds a typed skill to the catalog.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="skill">The skill.</param>
    public static SkillsEngineBuilder AddSkill<TIn, TOut>(this SkillsEngineBuilder builder, Skill<TIn, TOut> skill)
    {
        ArgumentNullException.ThrowIfNull(skill);
        return builder.AddSkill(skill.Definition);
    }
}
