namespace Skills.Architecture.Tests.Checks;

/// <summary>Two rooms of one project that refer to each other.</summary>
/// <param name="Project">The project.</param>
/// <param name="First">The room whose name sorts first.</param>
/// <param name="Second">The other room.</param>
/// <param name="Evidence">Uses that make up the direction with fewer of them.</param>
internal sealed record RoomCircle(string Project, string First, string Second, string Evidence)
{
    /// <summary>The circle as a line of a failing test.</summary>
    public override string ToString() => $"{Project}: '{First}' and '{Second}' refer to each other ({Evidence})";
}
