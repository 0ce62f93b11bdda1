namespace Skills.Engine;

/// <summary>A place that <see cref="ISkillCatalog"/> takes its skills from, such as a folder or a database.</summary>
/// <remarks>Register it as a singleton. The catalog calls <see cref="Read"/> from one thread at a time.</remarks>
public interface ISkillSource
{
    /// <summary>Reads every skill of the source. A skill with errors is returned with its findings and without a definition.</summary>
    /// <remarks>Return the same <see cref="SkillDefinition"/> instance for a skill that has not changed, so that what was compiled from it is kept.</remarks>
    IReadOnlyList<SkillReadResult> Read();

    /// <summary>Starts to watch the source.</summary>
    /// <param name="changed">Call it after a change. It reads every source again and does not throw for what a source holds.</param>
    /// <returns>Ends the watching when disposed; null when the source cannot be watched, which is the default.</returns>
    IDisposable? Watch(Action changed) => null;
}
