using System.Reflection;
using Skills.Engine.Evaluation.Xunit.Reading;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Skills.Engine.Evaluation.Xunit;

/// <summary>Gives a theory one row for each case of the skill files in a folder. The test is called <c>file#case</c>.</summary>
/// <example>
/// <code>
/// [Theory, SkillTests("skills")]
/// public Task Skills(SkillTestItem test) => test.RunAsync(TestContext.Current.CancellationToken);
/// </code>
/// </example>
/// <param name="folder">The folder; a relative one counts from the folder of the test program.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SkillTestsAttribute(string folder) : DataAttribute
{
    /// <summary>Gets the folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>Gets or sets where answers come from. Default: the cassettes, so no model is asked.</summary>
    public SkillTestMode Mode { get; set; }

    /// <summary>Gets or sets what happens to a case without a cassette. Default: the dry run answers.</summary>
    public MissingCassette Missing { get; set; }

    /// <summary>Gets or sets labels of which a case must have one; empty for all cases.</summary>
    public string[] Tags { get; set; } = [];

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var filter = new SkillTestFilter { Tags = Tags };
        var rows =
            from definition in SkillFolder.Read(Folder)
            from test in definition.Tests
            where filter.Matches(definition.Path, definition.Skill, test)
            let item = new SkillTestItem(Folder, SkillFolder.NameOf(definition), $"{definition.Skill.Slug}@{definition.Skill.Version}", test.Name, Mode, Missing)
            select (ITheoryDataRow)new TheoryDataRow<SkillTestItem>(item)
            {
                TestDisplayName = item.ToString(),
                Label = "",
                Skip = test.Skip,
            };
        return new([.. rows]);
    }

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
