using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Skills.Engine.Diagnostics;

namespace Skills.Engine;

/// <summary>Adds execution logs. Each one added gets every finished execution.</summary>
public static class ExecutionLogBuilderExtensions
{
    /// <summary>Adds a log of your own; the host owns it.</summary>
    public static SkillsEngineBuilder AddExecutionLog(this SkillsEngineBuilder builder, IExecutionLog log)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(log);

        builder.Services.AddSingleton(log);
        return builder;
    }

    /// <summary>Adds a log of your own, made and ended by the container.</summary>
    /// <typeparam name="TLog">The log; its constructor takes services.</typeparam>
    public static SkillsEngineBuilder AddExecutionLog<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TLog>(this SkillsEngineBuilder builder)
        where TLog : class, IExecutionLog
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddSingleton<IExecutionLog, TLog>();
        return builder;
    }

    /// <summary>Keeps the latest executions in a <see cref="MemoryExecutionLog"/>, which the container also gives out by its type.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="capacity">How many are kept.</param>
    /// <param name="maxCharacters">How much captured content is kept, in characters, in addition to the latest execution's.</param>
    public static SkillsEngineBuilder AddMemoryExecutionLog(this SkillsEngineBuilder builder, int capacity = 1000, long maxCharacters = 64L * 1024 * 1024)
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (builder.Services.All(static s => s.ServiceType != typeof(MemoryExecutionLog)))
        {
            var log = new MemoryExecutionLog(capacity, maxCharacters);
            builder.Services.TryAddSingleton(log);
            builder.AddExecutionLog(log);
            builder.Services.TryAddSingleton<IExecutionHistory>(new MemoryExecutionHistory(log));
        }

        return builder;
    }

    /// <summary>Appends one line of JSON for each execution to a file.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="path">The file, such as <c>logs/executions.jsonl</c>; its folder is made.</param>
    /// <param name="configure">Changes when files are put aside and how many are kept; null for the defaults.</param>
    public static SkillsEngineBuilder AddJsonLinesExecutionLog(this SkillsEngineBuilder builder, string path, Action<JsonLinesExecutionLogOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var options = new JsonLinesExecutionLogOptions();
        configure?.Invoke(options);
        return builder.AddExecutionLog(new JsonLinesExecutionLog(path, options));
    }
}
