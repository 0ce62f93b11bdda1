namespace Skills.Reliability.Tests.Fuzz;

/// <summary>A place at which something from outside comes in.</summary>
/// <param name="Name">Its name on the command line and in the report.</param>
/// <param name="Corpus">Sound inputs to begin with.</param>
/// <param name="Words">Pieces that mean something there.</param>
/// <param name="Accepts">Takes an input in: false when it is refused in the documented way. Whatever it throws is a find.</param>
internal sealed record FuzzDoor(string Name, IReadOnlyList<byte[]> Corpus, IReadOnlyList<string> Words, Func<byte[], bool> Accepts);
