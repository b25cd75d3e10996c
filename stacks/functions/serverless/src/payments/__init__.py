"""What the three functions of the payment system `serverless` share.

A transaction moves along these states, each step a conditional write that happens once:

    POST /transactions ──► RECEIVED ──► PROCESSED          (with a mark REVIEW when an alert comes later)
                      │        └──► FLAGGED ──► BLOCKED    (an alert came before it was processed)
                      └──► DECLINED                        (refused by the checks of the request itself)

Every function may be ended between any two of its writes: the request, the alert or the message is then sent again,
finds what is done already and does the rest.
"""
