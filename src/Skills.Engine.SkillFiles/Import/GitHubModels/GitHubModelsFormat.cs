using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.GitHubModels;

/// <summary>A prompt of GitHub Models: <c>*.prompt.yml</c>.</summary>
internal sealed class GitHubModelsFormat() : BuiltInFormat("GitHub Models", SkillFileFormat.GitHubModels)
{
    public override bool Recognizes(SkillFormatFile file) => file.EndsWith(".prompt.yml") || file.EndsWith(".prompt.yaml");

    public override MapNode? Read(SkillFormatFile file) => NativeTreeFormat.Mapping(file.Tree, file) is { } map ? new GitHubModelsImporter(map, file.Context).Import() : null;
}
