internal static partial class Ambient
{
    public static IList<ChatMessage> messages => null!;
}
