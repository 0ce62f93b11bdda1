using Skills.Architecture.Tests.Reading;

namespace Skills.Architecture.Tests.Checks;

/// <summary>Finds two rooms of one project that refer to each other both ways. A project's root counts as its facade and is left aside.</summary>
internal static class RoomCircles
{
    /// <summary>Returns each circle with a few of the types behind its weaker direction.</summary>
    public static IReadOnlyList<RoomCircle> Find(IEnumerable<TypeUse> uses)
    {
        var between = uses
            .Where(static u => u.From.Project == u.To.Project && u.From.Room.Length > 0 && u.To.Room.Length > 0 && u.From.Room != u.To.Room)
            .ToLookup(static u => (u.From.Project, From: u.From.Room, To: u.To.Room));
        return [.. between.Select(static there => there.Key)
            .Where(there => string.CompareOrdinal(there.From, there.To) < 0)
            .Where(there => between.Contains((there.Project, there.To, there.From)))
            .Select(there => new RoomCircle(there.Project, there.From, there.To, Weaker([.. between[there]], [.. between[(there.Project, there.To, there.From)]])))
            .OrderBy(static c => c.ToString(), StringComparer.Ordinal)];
    }

    private static string Weaker(TypeUse[] there, TypeUse[] back) => string.Join(
        ", ",
        (there.Length < back.Length ? there : back).Take(8).Select(static u => $"{u.From.Path} uses {u.Type}"));
}
