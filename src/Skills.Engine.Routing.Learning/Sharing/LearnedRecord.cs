using Skills.Engine.Routing.Learning.Regression;

namespace Skills.Engine.Routing.Learning.Sharing;

/// <summary>One thing to tell other processes: an outcome, or that something is to be forgotten. Holds hashes, no text of prompts.</summary>
/// <param name="Skill">The skill's id; null for the host only, or for everything that is to be forgotten.</param>
/// <param name="Grams">The prompt; null forgets.</param>
/// <param name="IsStrong">Whether a strong model answered.</param>
/// <param name="Failure">1 when it failed, else 0; between for doubt.</param>
internal sealed record LearnedRecord(string? Skill, PromptGrams? Grams, bool IsStrong, double Failure)
{
    private const byte Version = 1;
    private const int LongestSkill = 512;

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        writer.Write(Skill is not null);
        writer.Write(Skill ?? "");
        writer.Write(Grams is not null);
        if (Grams is not null)
        {
            writer.Write(IsStrong);
            writer.Write((float)Failure);
            Grams.Write(writer);
        }

        return bytes.ToArray();
    }

    /// <summary>Reads a record; null when it is damaged or of another version.</summary>
    public static LearnedRecord? Of(ReadOnlyMemory<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()));
        try
        {
            if (reader.ReadByte() != Version)
            {
                return null;
            }

            var hasSkill = reader.ReadBoolean();
            var name = reader.ReadString();
            if (name.Length > LongestSkill)
            {
                return null;
            }

            var skill = hasSkill ? name : null;
            if (!reader.ReadBoolean())
            {
                return new(skill, null, false, 0);
            }

            var isStrong = reader.ReadBoolean();
            var failure = reader.ReadSingle();
            return failure is >= 0 and <= 1 ? new(skill, PromptGrams.Read(reader), isStrong, failure) : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            return null;
        }
    }
}
