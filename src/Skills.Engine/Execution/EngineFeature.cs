namespace Skills.Engine.Execution;

/// <summary>A part that a package adds to the engine, and that the package's extension members take from it.</summary>
internal abstract class EngineFeature
{
    /// <summary>Returns the part if it is of a type; null otherwise.</summary>
    public abstract T? As<T>() where T : class;
}

/// <summary>A part of one type.</summary>
/// <param name="get">Returns the part. Called at each use, so the part is not made before.</param>
internal sealed class EngineFeature<TFeature>(Func<TFeature> get) : EngineFeature where TFeature : class
{
    public override T? As<T>() where T : class => typeof(T) == typeof(TFeature) ? get() as T : null;
}
