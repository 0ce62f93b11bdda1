namespace Skills.Engine;

/// <summary>One form in which prompts are kept in files, such as Prompty. Implement it to read a form of your own. Must be thread-safe.</summary>
public interface ISkillFormat
{
    /// <summary>Name for people.</summary>
    string Name { get; }

    /// <summary>Whether a file is of this form. Of several forms the first in the list reads the file.</summary>
    /// <param name="file">The file.</param>
    bool Recognizes(SkillFormatFile file);

    /// <summary>Writes the file in the form of skill files. Report what is wrong; do not throw for what the file holds.</summary>
    /// <param name="file">The file.</param>
    SkillConversion Convert(SkillFormatFile file);
}
