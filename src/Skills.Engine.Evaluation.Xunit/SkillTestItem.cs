using Skills.Engine.Evaluation.Xunit.Reading;
using Xunit.Sdk;

namespace Skills.Engine.Evaluation.Xunit;

/// <summary>One case of a skill file, as a row of a theory.</summary>
public sealed class SkillTestItem : IXunitSerializable
{
    /// <summary>Makes an empty item, which the test framework fills.</summary>
    public SkillTestItem()
    {
    }

    internal SkillTestItem(string folder, string file, string skill, string name, SkillTestMode mode, MissingCassette missing) =>
        (Folder, File, Skill, Case, Mode, Missing) = (folder, file, skill, name, mode, missing);

    /// <summary>Gets the folder with the skill files.</summary>
    public string Folder { get; private set; } = "";

    /// <summary>Gets the skill file, relative to the test program.</summary>
    public string File { get; private set; } = "";

    /// <summary>Gets the skill as <c>name@version</c>.</summary>
    public string Skill { get; private set; } = "";

    /// <summary>Gets the case's name.</summary>
    public string Case { get; private set; } = "";

    /// <summary>Gets where answers come from.</summary>
    public SkillTestMode Mode { get; private set; }

    /// <summary>Gets what happens to a case without a cassette.</summary>
    public MissingCassette Missing { get; private set; }

    /// <summary>Runs the case with an engine of its own, which has the folder's skills and the dry run.</summary>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="SkillTestFailedException">The case did not pass.</exception>
    public Task RunAsync(CancellationToken cancellationToken = default) => RunAsync(configure: null, cancellationToken);

    /// <summary>Runs the case with an engine that the caller configures, such as with providers and rules of its own.</summary>
    /// <param name="configure">Adds to the folder's skills and the dry run; null for nothing.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="SkillTestFailedException">The case did not pass.</exception>
    public async Task RunAsync(Action<SkillsEngineBuilder>? configure, CancellationToken cancellationToken = default)
    {
        var runner = SkillTestRunner.Create(
            builder =>
            {
                builder.AddSkillsFromDirectory(SkillFolder.FullPath(Folder)).AddDryRun();
                configure?.Invoke(builder);
            },
            new() { Mode = Mode, Missing = Missing, BaseDirectory = AppContext.BaseDirectory, CommandArguments = ["--dir", SkillFolder.FullPath(Folder)] });
        await using (runner.ConfigureAwait(false))
        {
            await RunAsync(runner, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs the case with a runner that the tests share.</summary>
    /// <param name="runner">The runner, whose catalog has the skill.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="SkillTestFailedException">The case did not pass.</exception>
    public async Task RunAsync(SkillTestRunner runner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runner);
        var definition = runner.Engine.Catalog.Definitions.FirstOrDefault(d => $"{d.Skill.Slug}@{d.Skill.Version}" == Skill)
            ?? throw new SkillTestFailedException($"The runner's catalog has no skill {Skill}.");
        var test = definition.Tests.FirstOrDefault(t => t.Name == Case)
            ?? throw new SkillTestFailedException($"{Skill} has no case '{Case}' any more. Discover the tests again.");
        var report = await runner.RunAsync([definition with { Tests = [test] }], runner.Options with { Mode = Mode, Missing = Missing }, progress: null, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (!report.IsSuccess)
        {
            throw new SkillTestFailedException(report);
        }
    }

    /// <inheritdoc/>
    public void Deserialize(IXunitSerializationInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        Folder = info.GetValue<string>(nameof(Folder)) ?? "";
        File = info.GetValue<string>(nameof(File)) ?? "";
        Skill = info.GetValue<string>(nameof(Skill)) ?? "";
        Case = info.GetValue<string>(nameof(Case)) ?? "";
        Mode = info.GetValue<SkillTestMode>(nameof(Mode));
        Missing = info.GetValue<MissingCassette>(nameof(Missing));
    }

    /// <inheritdoc/>
    public void Serialize(IXunitSerializationInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        info.AddValue(nameof(Folder), Folder);
        info.AddValue(nameof(File), File);
        info.AddValue(nameof(Skill), Skill);
        info.AddValue(nameof(Case), Case);
        info.AddValue(nameof(Mode), Mode);
        info.AddValue(nameof(Missing), Missing);
    }

    /// <summary>Returns the name of the case: <c>file#case</c>.</summary>
    public override string ToString() => $"{File}#{Case}";
}
