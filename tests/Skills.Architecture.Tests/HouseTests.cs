using Skills.Architecture.Tests.Checks;
using Skills.Architecture.Tests.Reading;

namespace Skills.Architecture.Tests;

/// <summary>The rules of the house over the real folders and sources. <see cref="RuleTests"/> shows that each rule can fail.</summary>
public sealed class HouseTests
{
    [Fact]
    public void AProjectReferencesOnlyWhatItsLayerAllows() => Nothing(ProjectReferences.Forbidden(SourceTree.Projects, Layers.MayReference));

    [Fact]
    public void SourceUsesOnlyProjectsThatItsLayerAllows() => Nothing(ProjectReferences.ForbiddenUses(SourceTree.Uses, Layers.MayReference));

    [Fact]
    public void GroundFloorProjectsNeedNoPackageAndOnlyTheRedisProjectReferencesRedis() =>
        Nothing(ProjectReferences.ForbiddenPackages(SourceTree.Projects, Layers.GroundFloor, Layers.RedisProjects));

    [Fact]
    public void NoTwoRoomsOfAProjectReferToEachOther() => Nothing(RoomCircles.Find(SourceTree.Uses));

    [Fact]
    public void TheCompilerUnderstandsTheSourcesThatTheRulesRead()
    {
        // A rule over names that were not resolved would hold for any source.
        string[] rooms = ["Caching", "Execution", "Inputs", "Models", "Outputs", "Prompts", "Routing", "Rules"];
        var used = SourceTree.Uses.Where(static u => u.From.Project.StartsWith("Skills.Engine", StringComparison.Ordinal) && u.To.Project.StartsWith("Skills.Engine", StringComparison.Ordinal)).ToList();

        Assert.All(rooms, room => Assert.True(used.Count(u => u.From.Room.StartsWith(room, StringComparison.Ordinal)) > 20, room));
    }

    [Fact]
    public void RootNamespacesHoldPublicTypesOnly() => Nothing(RootNamespace.InternalTypes(SourceTree.Projects));

    [Fact]
    public void AProviderDoesNotUseAnotherProvidersFolder() =>
        Nothing(ProviderFolders.Crossings(SourceTree.Uses, Layers.SharedProviderFolders));

    [Fact]
    public void OnlyTranslatorsNameSchemaKeywords() =>
        Nothing(SchemaWords.FilesNaming(SourceTree.Projects).Where(static f => !Layers.Translators.Contains(f.File) && !Layers.KnownKeywordReaders.Contains(f.File)));

    [Fact]
    public void EveryTranslatorStillNamesSchemaKeywords() =>
        Nothing(Layers.Translators.Concat(Layers.KnownKeywordReaders).Except(SchemaWords.FilesNaming(SourceTree.Projects).Select(static f => f.File)));

    // All lines, not the first few that the assertion library prints.
    private static void Nothing<T>(IEnumerable<T> found)
    {
        var lines = found.Select(static f => f!.ToString()).ToList();
        Assert.True(lines.Count == 0, Environment.NewLine + string.Join(Environment.NewLine, lines));
    }
}
