namespace Skills.Jinja.Values;

/// <summary>Walks a value's elements once.</summary>
internal abstract class ValueIterator
{
    internal abstract bool Next(out Value value);
}
