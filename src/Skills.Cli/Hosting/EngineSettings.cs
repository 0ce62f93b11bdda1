using Microsoft.Extensions.Configuration;
using Skills.Cli.Shell;
using Skills.Engine;
using Skills.Engine.Evaluation;

namespace Skills.Cli.Hosting;

/// <summary>What an engine is made for.</summary>
/// <param name="Host">The surroundings.</param>
internal sealed record EngineSettings(CliHost Host)
{
    /// <summary>Gets the folder of the skills as typed; null for the configured or usual one.</summary>
    public string? Dir { get; init; }

    /// <summary>Gets the folder of the configuration as typed; null for the working folder.</summary>
    public string? Config { get; init; }

    /// <summary>Gets whether the dry run answers instead of models.</summary>
    public bool Dry { get; init; }

    /// <summary>Gets whether changed files are taken over while the command runs.</summary>
    public bool Watch { get; init; }

    /// <summary>Gets whether the configured Redis is connected, for commands that look at it.</summary>
    public bool Redis { get; init; }

    /// <summary>Gets the journal of a batch; null when no batch is run.</summary>
    public string? Journal { get; init; }

    /// <summary>Adds the store of batch runs that several processes share; null when the command looks at none.</summary>
    public Action<SkillsEngineBuilder, IConfiguration>? SharedBatches { get; init; }

    /// <summary>Gets the settings of tests; null when none run. Their answers come from recordings and the dry run, unless <see cref="Live"/>.</summary>
    public SkillTestOptions? Tests { get; init; }

    /// <summary>Gets whether tests may ask models.</summary>
    public bool Live { get; init; }

    /// <summary>Returns the settings of a call.</summary>
    public static EngineSettings Of(CommandCall call) => new(call.Host) { Dir = call.Dir, Config = call.Config };
}
