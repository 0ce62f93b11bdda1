using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Skills.Engine.Tools;

namespace Skills.Engine;

/// <summary>Runs a tool.</summary>
/// <param name="call">The call, with arguments that satisfy the tool's schema.</param>
/// <param name="cancellationToken">Ends the call: the caller canceled, or a deadline passed.</param>
/// <returns>The result. A JSON string is given to the model as text, anything else as JSON.</returns>
/// <exception cref="SkillToolException">The tool failed; the message is given to the model.</exception>
public delegate ValueTask<JsonElement> SkillToolHandler(SkillToolInvocation call, CancellationToken cancellationToken);

/// <summary>A tool that skills can offer to a model. Immutable; its handler must be thread-safe.</summary>
/// <remarks>
/// The arguments come from a model, which anyone who writes into its prompt can influence. Check rights in the handler, by the
/// caller in <see cref="SkillToolInvocation.Context"/>, and require an approval for what cannot be undone.
/// </remarks>
public sealed record SkillTool
{
    /// <summary>Makes a tool.</summary>
    /// <param name="name">Letters, digits, hyphen and underscore, beginning with a letter or an underscore; at most 64.</param>
    /// <param name="description">What the tool does and when to call it. The model chooses by it.</param>
    /// <param name="parameters">JSON Schema of the arguments, of type object.</param>
    /// <param name="handler">Runs the tool; null when the host runs it outside the engine.</param>
    /// <exception cref="ArgumentException">The name or the schema is not valid.</exception>
    public SkillTool(string name, string description, JsonElement parameters, SkillToolHandler? handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(description);
        ToolNames.Require(name);
        ToolNames.RequireObject(name, parameters);
        (Name, Description, Parameters, Handler) = (name, description, parameters.Clone(), handler);
    }

    /// <summary>Gets the name by which skills and models refer to the tool.</summary>
    public string Name { get; }

    /// <summary>Gets what the tool does and when to call it.</summary>
    public string Description { get; }

    /// <summary>Gets the JSON Schema of the arguments.</summary>
    public JsonElement Parameters { get; }

    /// <summary>Gets the handler; null when the host runs the tool outside the engine.</summary>
    public SkillToolHandler? Handler { get; }

    /// <summary>Whether the same arguments always give the same result, and a call changes nothing. Results of a skill are cached only when all its tools are pure. Default false.</summary>
    public bool IsPure { get; init; }

    /// <summary>Whether each call needs the leave of an <see cref="ISkillToolApprover"/>. Default false.</summary>
    public bool RequiresApproval { get; init; }

    /// <summary>Whether calls may run at the same time as other calls of a round. Default true.</summary>
    public bool AllowsParallel { get; init; } = true;

    /// <summary>The deadline of one call; null takes <see cref="SkillToolOptions.CallTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The most characters of a result that a model gets; null takes <see cref="SkillToolOptions.MaxResultCharacters"/>.</summary>
    public int? MaxResultCharacters { get; init; }

    /// <summary>Makes a tool from a typed function. The schema is derived from <typeparamref name="TIn"/>, with descriptions and data annotations.</summary>
    /// <typeparam name="TIn">The arguments: a record or class.</typeparam>
    /// <typeparam name="TOut">The result; written as JSON.</typeparam>
    /// <param name="name">As for the constructor.</param>
    /// <param name="description">What the tool does and when to call it.</param>
    /// <param name="run">Runs the tool.</param>
    /// <param name="options">Naming and converters; null for camel case, with enums by name.</param>
    public static SkillTool From<TIn, TOut>(string name, string description, Func<TIn, CancellationToken, Task<TOut>> run, JsonSerializerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return TypedTool.Make(name, description, run, TypedTool.InfoOf<TIn>(options), TypedTool.InfoOf<TOut>(options));
    }

    /// <summary>Makes a tool from a typed function with source-generated metadata.</summary>
    /// <typeparam name="TIn">The arguments.</typeparam>
    /// <typeparam name="TOut">The result.</typeparam>
    /// <param name="name">As for the constructor.</param>
    /// <param name="description">What the tool does and when to call it.</param>
    /// <param name="run">Runs the tool.</param>
    /// <param name="input">The metadata of the arguments, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="output">The metadata of the result.</param>
    public static SkillTool From<TIn, TOut>(string name, string description, Func<TIn, CancellationToken, Task<TOut>> run, JsonTypeInfo<TIn> input, JsonTypeInfo<TOut> output)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        return TypedTool.Make(name, description, run, input, output);
    }

    /// <summary>Makes a tool that the host runs outside the engine. An execution whose model calls it ends with <see cref="ExecutionStatus.ToolCallsPending"/>.</summary>
    /// <param name="name">As for the constructor.</param>
    /// <param name="description">What the tool does and when to call it.</param>
    /// <param name="parameters">JSON Schema of the arguments, of type object.</param>
    public static SkillTool Declare(string name, string description, JsonElement parameters) => new(name, description, parameters, handler: null);

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
