using Skills.Engine.SkillFiles.Folders;

namespace Skills.Engine.SkillFiles.Tests.Folders;

public sealed class SearchDepthTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skills-depth-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void FilesAreFoundDownToTheLastAllowedDepth(int depth, int found)
    {
        foreach (var place in new[] { "", "a", "a/b", "a/b/c" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, place));
            File.WriteAllText(Path.Combine(_folder, place, "x.skill.yaml"), "");
        }

        var diagnostics = new List<SkillDiagnostic>();
        var files = SkillFolderSearch.Files(_folder, new() { MaxSearchDepth = depth }, diagnostics);

        Assert.Equal(found, files.Count);
        Assert.Empty(diagnostics);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(3, 1)]
    public void ExactlyAsManyFoldersAsAllowedAreSearchedWithoutAComplaint(int most, int complaints)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "a/b/c"));

        var diagnostics = new List<SkillDiagnostic>();
        SkillFolderSearch.Files(_folder, new() { MaxSearchFolders = most }, diagnostics);

        Assert.Equal(complaints, diagnostics.Count);
    }
}
