using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Tools;

namespace Skills.Engine;

/// <summary>Registers tools.</summary>
public static class ToolBuilderExtensions
{
    /// <summary>Adds a tool, in place of an earlier one with the same name. Skills offer it to their models by listing its name.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="tool">The tool.</param>
    public static SkillsEngineBuilder AddTool(this SkillsEngineBuilder builder, SkillTool tool)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(tool);

        builder.Services.AddSingleton(tool);
        return builder;
    }

    /// <summary>Adds a tool made from a typed function.</summary>
    /// <typeparam name="TIn">The arguments: a record or class.</typeparam>
    /// <typeparam name="TOut">The result; written as JSON.</typeparam>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="name">Letters, digits, hyphen and underscore, beginning with a letter or an underscore; at most 64.</param>
    /// <param name="description">What the tool does and when to call it.</param>
    /// <param name="run">Runs the tool. It must be thread-safe.</param>
    /// <param name="options">Naming and converters; null for camel case.</param>
    public static SkillsEngineBuilder AddTool<TIn, TOut>(this SkillsEngineBuilder builder, string name, string description, Func<TIn, CancellationToken, Task<TOut>> run, JsonSerializerOptions? options = null) =>
        builder.AddTool(SkillTool.From(name, description, run, options));

    /// <summary>Sets who approves calls of tools with <see cref="SkillTool.RequiresApproval"/>. Without one, such calls are denied.</summary>
    /// <typeparam name="T">The approver; made by the container.</typeparam>
    /// <param name="builder">The engine's builder.</param>
    public static SkillsEngineBuilder AddToolApprover<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this SkillsEngineBuilder builder)
        where T : class, ISkillToolApprover
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddSingleton<ISkillToolApprover, T>();
        return builder;
    }

    /// <summary>Sets a function that approves calls of tools with <see cref="SkillTool.RequiresApproval"/>.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="approve">Decides about one call. It must be thread-safe.</param>
    public static SkillsEngineBuilder AddToolApprover(this SkillsEngineBuilder builder, Func<SkillToolInvocation, CancellationToken, ValueTask<SkillToolApproval>> approve)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(approve);

        builder.Services.AddSingleton<ISkillToolApprover>(new FunctionApprover(approve));
        return builder;
    }
}
