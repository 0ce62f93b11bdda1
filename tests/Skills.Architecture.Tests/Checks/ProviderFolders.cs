using Skills.Architecture.Tests.Reading;

namespace Skills.Architecture.Tests.Checks;

/// <summary>Finds uses of one provider's folder in another provider's folder.</summary>
internal static class ProviderFolders
{
    /// <summary>Returns each use as a sentence.</summary>
    public static IEnumerable<string> Crossings(IEnumerable<TypeUse> uses, string[] shared) => uses
        .Where(static u => u.From.Project == "Skills.Engine.Providers" && u.To.Project == "Skills.Engine.Providers")
        .Where(u => Top(u.From) != Top(u.To) && !shared.Contains(Top(u.To)))
        .Select(static u => $"{u.From.FullPath} must not use {u.Type} of the folder '{Top(u.To)}'.");

    private static string Top(SourceFile file) => file.Room.Split('/')[0];
}
