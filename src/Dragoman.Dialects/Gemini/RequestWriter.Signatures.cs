using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini;

// Signatures of earlier parts, each back on the part that it came with (H-114, H-380).
internal sealed partial class RequestWriter
{
    // Google's documented stand-in where the real signature is not to be had (H-381).
    private static ReadOnlySpan<byte> Placeholder => "skip_thought_signature_validator"u8;

    private Slice _nextCall;
    private Slice _nextText;
    private bool _hasServerParts;

    private bool DropsSignatures => _translation.Applies(RemedyKind.PlaceholderSignatures) || _translation.Applies(RemedyKind.DropReasoning);

    private void ClearSignatures()
    {
        _nextCall = _nextText = default;
        _hasServerParts = false;
    }

    // What another upstream, another generation or nobody minted stays out (H-102, H-381, H-488, H-490).
    private void OpenThinking(in Block block)
    {
        var start = _scratch.Length;
        if (!_translation.Envelope.TryOpen(_translation.Provenance, _request[block.Signature], _scratch)
            || DropsSignatures
            || (_scratch.Length > start && PartState.Generation(_scratch.Written[start..]) != Math.Min(_model.Major, 9)))
        {
            Lose(LossKind.Thinking, LossEffect.Dropped, "messages[].content[]");
            return;
        }

        var at = 1;
        while (PartState.TryRead(_scratch.Written[start..], ref at, out var kind, out var value))
        {
            Restore(block, kind, value, new Slice(start + at - value.Length, value.Length));
        }
    }

    private void Restore(in Block block, byte kind, ReadOnlySpan<byte> value, Slice slice)
    {
        switch (kind)
        {
            case PartState.NextCall:
                _nextCall = slice;
                break;
            case PartState.NextText:
                _nextText = slice;
                break;
            case PartState.PreviousText when _lastText == _out.Length && _speaker == Speaker.Model:
                _out.Truncate(_out.Length - 1);
                WriteSignature(ref slice);
                _out.Write((byte)'}');
                _lastText = -1;
                break;
            case PartState.PreviousText:
                // It came on a part of its own.
                OpenPart(Speaker.Model);
                _out.Write("{\"text\":\"\""u8);
                WriteSignature(ref slice);
                _out.Write((byte)'}');
                break;
            case PartState.Thought:
                OpenPart(Speaker.Model);
                _out.Write("{\"text\":\""u8);
                WriteText(block.Text);
                _out.Write("\",\"thought\":true"u8);
                WriteSignature(ref slice);
                _out.Write((byte)'}');
                break;
            case PartState.ServerPart:
                OpenPart(Speaker.Model);
                _out.Write(value);
                _hasServerParts = true;
                break;
            default:
                break;
        }
    }

    // What the client did not give back, where the gateway has kept it.
    private Slice Recall(ISignatureMemory memory, string key, byte kind, byte orKind)
    {
        var start = _scratch.Length;
        if (DropsSignatures || memory.Find(key) is not { } kept || !_translation.Envelope.TryOpen(_translation.Provenance, kept, _scratch)
            || PartState.Generation(_scratch.Written[start..]) != Math.Min(_model.Major, 9))
        {
            return default;
        }

        var found = default(Slice);
        var at = 1;
        while (PartState.TryRead(_scratch.Written[start..], ref at, out var entry, out var value))
        {
            found = entry == kind || entry == orKind ? new Slice(start + at - value.Length, value.Length) : found;
        }

        return found;
    }

    private void WriteSignature(ref Slice signature)
    {
        if (!signature.IsEmpty)
        {
            _out.Write(",\"thoughtSignature\":\""u8);
            _out.Write(Scratch(signature));
            _out.Write((byte)'"');
            signature = default;
        }
    }

    // The first call of a step must have one from generation 3 on; its siblings have none (H-380, H-381).
    private void WriteCallSignature(bool isFirst, Slice id)
    {
        if (_nextCall.IsEmpty && isFirst && _translation.Signatures is { } memory)
        {
            _nextCall = Recall(memory, RememberedSignatures.KeyOfCall(_translation, _request[id]), PartState.NextCall, PartState.NextCall);
        }

        if (!_nextCall.IsEmpty)
        {
            WriteSignature(ref _nextCall);
        }
        else if (isFirst && _model.IsThree)
        {
            _out.Write(",\"thoughtSignature\":\""u8);
            _out.Write(Placeholder);
            _out.Write((byte)'"');
        }
    }
}
