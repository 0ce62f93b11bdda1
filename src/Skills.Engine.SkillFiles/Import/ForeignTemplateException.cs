namespace Skills.Engine.SkillFiles.Import;

/// <summary>A foreign template that cannot be read or translated.</summary>
/// <param name="message">A sentence for the author.</param>
/// <param name="offset">The place in the template, from 0.</param>
internal sealed class ForeignTemplateException(string message, int offset) : Exception(message)
{
    public int Offset { get; } = offset;
}
